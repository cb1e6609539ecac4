# No stage has a compiler: better-sqlite3 carries its binaries in its package, and Node runs the TypeScript as it is.
# `npm run test:docker` runs these very steps without Docker.

FROM node:24.22.1-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The optional dependencies are Node binaries for machines that have none; this image is one that has.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN mkdir /data /cache

FROM node:24.22.1-slim
ENV NODE_ENV=production \
    JIGAP_HOST=0.0.0.0 \
    JIGAP_PORT=8080 \
    JIGAP_DATABASE=/data/jigap.db
WORKDIR /app
# The code belongs to root: the process that runs it cannot change it. Only /data is its own.
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=dependencies --chown=node:node /data /data
COPY package.json ./
COPY config ./config
COPY migrations ./migrations
COPY src ./src
# The page of instructions for students is made from them.
COPY docs/students.en.md docs/students.ko.md ./docs/
RUN chmod 0755 src/cli/jigap.js && ln -s /app/src/cli/jigap.js /usr/local/bin/jigap
# Compiled once, here, by the user who will run it, because Node keeps a cache for each; then it is root's like the code.
COPY --from=dependencies --chown=node:node /cache ./node_modules/.cache
USER node
RUN node src/launch/start.js --help
USER root
RUN chown -R root:root node_modules/.cache && chmod -R a+rX,go-w node_modules/.cache
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --start-interval=1s --retries=3 \
    CMD ["node", "--disable-sigusr1", "-e", "fetch(`http://127.0.0.1:${process.env.JIGAP_PORT}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# As `npm start` does it: the launcher adds what Node has to be told, and is gone once the server runs.
CMD ["node", "src/launch/start.js"]
