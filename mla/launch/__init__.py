"""Starting the installation and its tools. `./run` sets up and hands over to here."""
