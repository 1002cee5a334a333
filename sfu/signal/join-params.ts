import { gunzipSync } from 'node:zlib';
import {
  ClientInfo,
  ClientInfo_SDK,
  ConnectionSettings,
  JoinRequest,
  WrappedJoinRequest,
  WrappedJoinRequest_Compression,
} from '@livekit/protocol';
import { limits } from './limits.ts';

/** What a client asks for when it opens the signalling socket, in both versions of the protocol. */
export interface JoinParams {
  /** v1 has one PeerConnection offered by the client; v0 a second one, offered by us, for receiving. */
  version: 0 | 1;
  request: JoinRequest;
}

/** Reads the query of the signalling socket: `join_request` makes it version 1. Null when it makes no sense. */
export function readJoinParams(query: URLSearchParams): JoinParams | null {
  const wrapped = query.get('join_request');
  if (wrapped === null) return { version: 0, request: fromQuery(query) };
  const request = unwrap(wrapped);
  return request ? { version: 1, request } : null;
}

function unwrap(text: string): JoinRequest | null {
  try {
    const wrapped = WrappedJoinRequest.fromBinary(Buffer.from(text, 'base64url'));
    const bytes =
      wrapped.compression === WrappedJoinRequest_Compression.GZIP
        ? gunzipSync(wrapped.joinRequest, { maxOutputLength: limits.signalMessage })
        : wrapped.joinRequest;
    return JoinRequest.fromBinary(bytes);
  } catch {
    return null;
  }
}

function fromQuery(query: URLSearchParams): JoinRequest {
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = query.get(name);
    return value === null ? otherwise : value === '1' || value === 'true';
  };
  return new JoinRequest({
    reconnect: flag('reconnect', false),
    participantSid: query.get('sid') ?? '',
    connectionSettings: new ConnectionSettings({
      autoSubscribe: flag('auto_subscribe', true),
      adaptiveStream: flag('adaptive_stream', false),
    }),
    clientInfo: new ClientInfo({
      sdk: sdkOf(query.get('sdk') ?? ''),
      version: query.get('version') ?? '',
      protocol: Number.parseInt(query.get('protocol') ?? '0', 10) || 0,
      clientProtocol: Number.parseInt(query.get('client_protocol') ?? '0', 10) || 0,
      os: query.get('os') ?? '',
      browser: query.get('browser') ?? '',
      browserVersion: query.get('browser_version') ?? '',
      deviceModel: query.get('device_model') ?? '',
    }),
  });
}

function sdkOf(name: string): ClientInfo_SDK {
  const found = ClientInfo_SDK[name.toUpperCase() as keyof typeof ClientInfo_SDK];
  return typeof found === 'number' ? found : ClientInfo_SDK.UNKNOWN;
}
