# One image per app: docker build -f infra/docker/app.Dockerfile --build-arg APP=ingest-gateway --build-arg PORT=3000 .
# Everything up to the last stage is the same for all apps, and so is built once.

# Only what decides on the dependencies, so that a change of code does not install them again.
FROM node:24-slim AS manifests
WORKDIR /tributary
COPY . .
RUN find . -type f ! -name package.json ! -path ./package-lock.json ! -path ./.npmrc -delete

FROM node:24-slim AS build
WORKDIR /tributary
COPY --from=manifests /tributary ./
RUN npm ci
COPY . .
RUN NX_DAEMON=false npm run build && npm prune --omit=dev
# What runs is in the dist folders; neither sources nor specs go into the image.
RUN find apps libs -type f ! -path '*/dist/*' ! -name package.json -delete && find apps libs -name '*.spec.js*' -delete

FROM node:24-slim
ARG APP
ARG PORT
ENV NODE_ENV=production APP=$APP PORT=$PORT
WORKDIR /tributary
COPY --from=build /tributary/package.json ./
COPY --from=build /tributary/node_modules node_modules
COPY --from=build /tributary/libs libs
COPY --from=build /tributary/apps/$APP apps/$APP
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The flags are those of infra/local-stack/node-flags.mjs.
# exec, so that the app is the process that gets the signal to stop
CMD ["sh", "-c", "exec node --enable-source-maps --max-old-space-size=1024 --max-semi-space-size=32 apps/$APP/dist/main.js"]
