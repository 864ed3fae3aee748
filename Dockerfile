# One image for web, worker and beat; docker-compose.yml says which a container is.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 rogatory

WORKDIR /srv/rogatory
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock

COPY . .
RUN python -m compileall -q mla authorities requests_app \
    && python -c "from mla.translations import compile_stale; compile_stale()" \
    && install -d -o rogatory -g rogatory -m 0700 /srv/data

USER rogatory
ENV DJANGO_SETTINGS_MODULE=mla.settings MLA_DATA_DIR=/srv/data PYTHONUNBUFFERED=1
VOLUME /srv/data
EXPOSE 8000
CMD ["gunicorn", "mla.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--preload", "--timeout", "60", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
