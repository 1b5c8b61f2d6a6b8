# syntax=docker/dockerfile:1
# The whole of Baton in an empty image: one static program with its pages in it, the certificates it needs to trust others,
# and a folder for the embedded database. There is no shell; `baton health` is what looks after it from inside.
#
#   docker build --build-arg VERSION=$(git describe --always) -t baton .

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS pages
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-fund --no-audit
COPY web ./
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=pages /src/web/dist web/dist
ARG TARGETOS TARGETARCH VERSION=unknown
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/baton ./cmd/baton && \
    mkdir -m 0700 /out/data && mkdir -m 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/ /
USER 65532:65532
ENV BATON_SERVER_ADDR=0.0.0.0:8080 BATON_STORE_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["/baton", "health"]
ENTRYPOINT ["/baton"]
CMD ["serve"]
