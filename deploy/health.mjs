import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

// For a container's health check: asks the server of this machine, on the port that the settings in the environment name.
const {
  YIQI_HOST: host = '127.0.0.1',
  YIQI_PORT: port = '8080',
  YIQI_TLS_CERT: cert = '',
  YIQI_LAN: lan,
} = process.env;
const everywhere = host === '0.0.0.0' || host === '::';
const options = {
  host: everywhere ? '127.0.0.1' : host,
  port,
  path: process.argv[2] ?? '/healthz',
  timeout: 4_000,
  // It is this machine: what matters is whether anybody answers.
  rejectUnauthorized: false,
};
const secure = cert !== '' || lan === 'true';
const asked = (secure ? overHttps : overHttp)(options, (answer) => {
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
  answer.resume();
});
asked.on('timeout', () => asked.destroy(new Error('no answer')));
asked.on('error', (error) => {
  process.stderr.write(`yiqi health: ${error.message}\n`);
  process.exitCode = 1;
});
asked.end();
