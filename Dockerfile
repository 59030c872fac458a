FROM node:24.14-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS build
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
# the demo has accounts with known passwords and stays out
RUN npm run build && rm -r dist/demo
# what the image is made of, for scanners
COPY test/advisories ./test/advisories
RUN npm run --silent sbom

FROM base AS packages
RUN npm ci --omit=dev

FROM base
ENV NODE_ENV=production DATA_DIR=/data
# secrets are kept here, and the embedded database where there is no MONGODB_URI; a new volume inherits owner and mode
RUN install -d -o node -g node -m 700 /data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/sbom.cdx.json ./
COPY views ./views
COPY public ./public
COPY src/security/blocklist/*.bin ./src/security/blocklist/
USER node
VOLUME /data
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
