import type { ServerResponse } from 'node:http';

/** Pages of any origin may call: access is by token, never by cookie. */
export function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE, OPTIONS');
  response.setHeader('Access-Control-Expose-Headers', 'Location');
  response.setHeader('Access-Control-Max-Age', '86400');
}
