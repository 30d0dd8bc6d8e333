# `rise serve` as a container:
#
#   docker build -t rise .
#   docker run -p 8000:8000 -v "$PWD/models/reach:/model:ro" -e RISE_SERVE_TOKEN="$(openssl rand -hex 32)" rise
#
# The model's folder is mounted, nothing is written but to the container's own temporary folder, and nobody is root.
# Further flags follow the image's name in place of CMD's: rise serve --model /model --host 0.0.0.0 --task reach-number

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY bin bin
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY viewer viewer
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY models models
COPY LICENSE ./
# node, by its number: Kubernetes must see that it is not root
USER 1000
EXPOSE 8000
VOLUME /model
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/rise.mjs"]
CMD ["serve", "--model", "/model", "--host", "0.0.0.0"]
