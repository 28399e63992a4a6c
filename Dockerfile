# One image for every service and every job; what runs is the argument: services/<service>/dist/main.js (docs/decisions/0011-one-image-one-chart.md).
#   docker build -t yiwang .                   the image that a district runs
#   docker build -t yiwang-demo --target demo .   the same with the issuer and the people of the demo, from source

# Only what npm reads: a change of code does not install anything anew.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages
COPY services services
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

# Compilers and generators; nothing of this stage but its results goes on.
FROM node:24-bookworm-slim AS demo
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY . .
RUN node --input-type=module -e "import { generateClients } from './tools/prisma/generate.mjs'; generateClients()" \
  && node tools/build.mjs && install -d -m 1777 .cache .cache/swc .cache/node
USER 1000:1000
ENTRYPOINT ["node", "tools/run.mjs"]

FROM demo AS built
USER 0
RUN mkdir /built \
  && cp -r --parents package.json packages/*/dist services/*/dist services/*/prisma/migrations services/*/templates packages/*/rule-sets /built \
  && cp -r --parents packages/database/migrations tools/put-packs.mjs /built \
  && find /built -name '*.map' -delete

# What the services import, without what only compilers, editors and other databases read.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --omit=dev --omit=optional --omit=peer --workspace services \
  && rm -rf node_modules/swagger-ui-dist node_modules/.package-lock.json package-lock.json \
  && find . -path '*/@prisma/client/runtime/*' -name 'query_compiler_*' ! -name 'query_compiler_small_bg.postgresql.*' -delete \
  && find . -path '*/sodium-native/prebuilds/*' -type f ! -path '*/linux-*' -delete \
  && find . -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -name '*.md' ! -iname 'license*' \) -delete

FROM node:24-bookworm-slim
WORKDIR /app
# Nothing that installs or builds.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /opt/yarn* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* \
  && install -d -o 1000 -g 1000 /var/lib/yiwang
COPY --from=packages /app ./
COPY --from=built /built ./
ENV NODE_ENV=production
# Twice the memory without them: tools/start/service-process.ts.
ENV NODE_OPTIONS=--max-semi-space-size=4 MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072
# A number, so that Kubernetes can see that it is not root.
USER 1000:1000
ENTRYPOINT ["node"]
