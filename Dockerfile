# Recto in one image, for a command, a watched folder, a service and an agent: readers and models are inside, nothing
# is fetched when it runs. It is nobody's root, and its own files can be read-only: docs/how-to/container.md.
#
#   docker build -t recto .
#   docker run --rm --network none -v "$PWD:/data" recto read scan.pdf -o out
#
# More languages: docker build --build-arg LANGUAGES="deu fra" -t recto .
ARG DEBIAN=trixie

FROM debian:${DEBIAN}-slim AS base
ARG LANGUAGES=""
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 tesseract-ocr tesseract-ocr-eng \
        tesseract-ocr-osd $(for each in $LANGUAGES; do echo "tesseract-ocr-$each" | tr _ -; done) \
    && rm -rf /var/lib/apt/lists/*

FROM base AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY . /src/
RUN python3 -m venv /opt/recto \
    && /opt/recto/bin/python -m pip install --no-cache-dir --upgrade "pip>=25.1" \
    && /opt/recto/bin/python -m pip install --no-cache-dir --constraint /src/constraints.txt "/src[web,mcp]" \
    && /opt/recto/bin/python -m pip uninstall --yes --quiet pip \
    && /opt/recto/bin/python -m compileall -q /opt/recto/lib

FROM base
LABEL org.opencontainers.image.title="Recto" \
    org.opencontainers.image.description="Reads page images and PDFs into text that can be trusted word by word" \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/recto /opt/recto
RUN groupadd --gid 10001 recto \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin recto \
    && mkdir /data && chown recto:recto /data
ENV PATH="/opt/recto/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache \
    XDG_STATE_HOME=/tmp/state
WORKDIR /data
USER 10001:10001
# Whether all that reading needs is here, and can be written to; a service has /healthz beside it.
HEALTHCHECK --interval=5m --timeout=60s --start-period=60s CMD ["recto", "doctor"]
ENTRYPOINT ["recto"]
CMD ["--help"]
