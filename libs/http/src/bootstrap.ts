import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpApp } from '@tributary/contracts';
import type { HealthRegistry, Logger, Metrics } from '@tributary/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createNestLogger } from './nest-logger.js';
import { pathOf, sendProblem, toRequestFailure } from './problem.js';
import { answerUnreadable } from './unreadable-request.js';
import { ProblemFilter } from './problem.filter.js';
import { servePublishedDocuments } from './published/index.js';
import { logRequests } from './request-log.js';

export interface ServiceOptions {
  /** Whose rows of the route table this service serves; null for a service with probes only. */
  readonly app: HttpApp | null;
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly drainMs: number;
  readonly closeTimeoutMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
}

export interface RunningService {
  /** `http://127.0.0.1:3000`: with the port that was really bound. */
  readonly url: string;
  readonly nest: NestFastifyApplication;
  /** Unready → drained → HTTP closed → producers and database closed. Safe to call again. */
  close(): Promise<void>;
}

/** A batch id and a user id are up to 128 characters, three bytes each when percent-encoded. */
const MAX_PARAM_LENGTH = 512;
const KEEP_ALIVE_MS = 65_000;

/** Bodies stay unread until the guard has let the request in; handlers read them within their own limits. */
function leaveBodiesUnread(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
}

function createAdapter({ requestTimeoutMs }: ServiceOptions): FastifyAdapter {
  return new FastifyAdapter({
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // What the router itself refuses (a malformed escape, an over-long parameter) never reaches Nest's filters.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, toRequestFailure(error), pathOf(request.url));
    },
    clientErrorHandler: answerUnreadable,
    // Requests on open connections are still served while the server closes; new connections are not taken.
    return503OnClosing: false,
    skipMiddie: true,
  });
}

/**
 * Starts a service: `onApplicationBootstrap` hooks of the module have run and the port is bound when this resolves.
 * The module ends consumers in `beforeApplicationShutdown` and closes producers and the database in
 * `onApplicationShutdown`; HTTP closes between the two.
 */
export async function bootstrap(module: Type | DynamicModule, options: ServiceOptions): Promise<RunningService> {
  const { app, logger, metrics, health, port, host } = options;
  const adapter = createAdapter(options);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  logRequests(fastify, app, logger, metrics);
  const nest = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: createNestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  leaveBodiesUnread(fastify);
  if (app !== null) servePublishedDocuments(fastify, app);
  nest.useGlobalFilters(new ProblemFilter(logger, app));
  await nest.listen({ port, host });
  health.markStarted();
  const boundPort = (nest.getHttpServer().address() as AddressInfo).port;
  logger.info({ port: boundPort }, 'listening');

  let closing: Promise<void> | null = null;
  const shutDown = async () => {
    health.markShuttingDown();
    await pause(options.drainMs);
    await nest.close();
  };
  return { url: `http://127.0.0.1:${String(boundPort)}`, nest, close: () => (closing ??= shutDown()) };
}

/** Ends the service on SIGTERM or SIGINT: exit code 0 after an orderly shutdown, 1 after a failed or endless one. */
export function closeOnSignals(service: RunningService, { logger, closeTimeoutMs }: ServiceOptions): void {
  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'shutting down');
    setTimeout(() => {
      logger.error({ closeTimeoutMs }, 'The shutdown took too long');
      process.exit(1);
    }, closeTimeoutMs).unref();
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'The shutdown failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
