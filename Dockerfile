# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY frontend frontend
RUN mkdir static && node frontend/build.js

FROM python:3.13-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

FROM python:3.13-slim-bookworm
ENV DEBUG=0 \
    HOST=0.0.0.0 \
    PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=front-end /build/static/dist static/dist
# The secret is for this one command and stays out of the image.
RUN SECRET_KEY=build-only-0123456789-0123456789-0123456789-0123456789 \
    python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R portal var
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["python", "-m", "cluster_portal.healthcheck"]
CMD ["gunicorn", "-c", "python:cluster_portal.gunicorn_config", "cluster_portal.wsgi:application"]
