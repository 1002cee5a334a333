import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

interface Options {
  /** Served by HTTPS: tell browsers to stay with it. */
  secure: boolean;
  /** Origin of a LiveKit cluster that pages connect to, if there is one. */
  mediaOrigin?: string | undefined;
}

/** A strict content security policy and its companions, on every answer. Nothing inline, nothing from elsewhere. */
export async function setSecurityHeaders(app: FastifyInstance, { secure, mediaOrigin }: Options): Promise<void> {
  const media = mediaOrigin ? [mediaOrigin, mediaOrigin.replace(/^ws/, 'http')] : [];
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...media],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), geolocation=(self)');
    if (secure) reply.header('strict-transport-security', 'max-age=31536000');
  });
}

/** The policy of scripts that may compile WebAssembly: that of all others, and this alone. */
export function withWebAssembly(policy: unknown): string {
  return String(policy).replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
}
