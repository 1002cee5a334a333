import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  both: 'Microphone and camera',
  systemChoice: 'System default',
  noneFound: 'None found',
  nth: (use: string, n: number) => `${use} ${n}`,
  denied: (use: string) =>
    `The browser does not let this page use the ${use.toLowerCase()}. Click the icon left of the address, allow it, then try again.`,
  dismissed: (use: string) =>
    `Allow the ${use.toLowerCase()} when the browser asks, so that others can see and hear you.`,
  systemDenied: (use: string) =>
    `Your system does not let the browser use the ${use.toLowerCase()}. Allow it in the system’s privacy settings, then try again.`,
  missing: (use: string) => `${use} not found. Plug in what is missing: it is taken at once.`,
  inUse: (use: string) => `Another program is using the ${use.toLowerCase()}. Close it there, then try again.`,
  insecure: (use: string) =>
    `Browsers give the ${use.toLowerCase()} only to pages opened over https. Ask for the https address of this server.`,
  failed: (use: string) => `${use} not started. Unplug and plug in again, or choose another.`,
  shareDenied:
    'Your system keeps the screen from the browser. Allow screen recording in the system’s privacy settings.',
  shareFailed: 'The screen cannot be shared right now. Please try again.',
  tryAgain: 'Try again',
  waitSeconds: (n: number) => `Please wait ${plural(n, 'second', 'seconds')}.`,
  waitMinutes: (n: number) => `Please wait ${plural(n, 'minute', 'minutes')}.`,
};

const zh: typeof en = {
  microphone: '麦克风',
  camera: '摄像头',
  speaker: '扬声器',
  both: '麦克风和摄像头',
  systemChoice: '跟随系统',
  noneFound: '没有找到',
  nth: (use, n) => `${use} ${n}`,
  denied: (use) => `浏览器不让这个页面使用${use}。点地址栏左边的图标，选择允许，再试一次。`,
  dismissed: (use) => `浏览器询问时请允许使用${use}，别人才能看到或听到你。`,
  systemDenied: (use) => `系统不让浏览器使用${use}。请在系统的隐私设置里允许，再试一次。`,
  missing: (use) => `没有找到${use}，插上后会自动使用。`,
  inUse: (use) => `${use}正被别的程序占用。请在那边关闭，再试一次。`,
  insecure: (use) => `浏览器只在 https 网址里开放${use}。请使用这台服务器的 https 地址。`,
  failed: (use) => `${use}没有启动。请重新插拔，或换一个。`,
  shareDenied: '系统不让浏览器录制屏幕。请在系统的隐私设置里允许。',
  shareFailed: '现在不能共享屏幕，请再试一次。',
  tryAgain: '再试一次',
  waitSeconds: (n) => `请等 ${n} 秒。`,
  waitMinutes: (n) => `请等 ${n} 分钟。`,
};

export const faultTexts: Words<typeof en> = { en, zh };
export type FaultTexts = typeof en;
