import { toString as qrText } from 'qrcode';
import type { Language } from '#protocol/failures.ts';

interface Greeting {
  origins: readonly string[];
  ownerLink: string | undefined;
  /** For phones on the same network: show the address as a QR code. */
  qr: boolean;
  language: Language;
}

const TEXTS = {
  zh: {
    ready: '一起已启动',
    owner: '还没有账号。用这个链接注册的第一个账号就是所有者：',
    scan: '手机连同一网络，扫码打开（首次会提示证书是自签的，选择继续即可）：',
    stop: '按 Ctrl+C 停止',
  },
  en: {
    ready: 'Yiqi is running',
    owner: 'There is no account yet. The first one registered with this link becomes the owner:',
    scan: 'Phone on the same network: scan to open (its certificate is self-made, so confirm once):',
    stop: 'Ctrl+C stops it',
  },
} as const;

/** What the person at the terminal reads once the server is ready. */
export async function greet({ origins, ownerLink, qr, language }: Greeting): Promise<string> {
  const text = TEXTS[language];
  const lines = ['', `  ${text.ready}  ·  ${text.stop}`, '', ...origins.map((origin) => `    ${origin}`), ''];
  if (ownerLink) lines.push(`  ${text.owner}`, '', `    ${ownerLink}`, '');
  if (qr)
    lines.push(`  ${text.scan}`, '', await qrText(ownerLink ?? origins[0] ?? '', { type: 'terminal', small: true }));
  return `${lines.join('\n')}\n`;
}
