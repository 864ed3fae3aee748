"""The benchmarks: `./run bench [name …]` prints one ratio a line. See docs/speed.md."""
