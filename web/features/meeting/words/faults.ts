import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  both: 'Microphone and camera',
  systemChoice: 'System default',
  noneFound: 'None found',
  nth: (use: string, n: number) => `${use} ${n}`,
  denied: (use: string, how: string) =>
    `The browser does not let this page use the ${use.toLowerCase()}. ${how} Then try again.`,
  allowChromium: 'Click the icon left of the address and allow it.',
  allowFirefox: 'Click the crossed-out icon left of the address and take the block away.',
  allowSafari: 'In the menu choose Safari, Settings for this website, and allow it.',
  allowIphone: 'Tap the page icon left of the address, choose Website Settings, and allow it.',
  allowAndroid: 'Tap the icon left of the address, choose Permissions, and allow it.',
  dismissed: (use: string) =>
    `Allow the ${use.toLowerCase()} when the browser asks, so that others can see and hear you.`,
  systemDenied: (use: string) =>
    `Your system does not let the browser use the ${use.toLowerCase()}. Allow it in the system’s privacy settings, then try again.`,
  missing: (use: string) => `${use} not found. Plug in what is missing: it is taken at once.`,
  inUse: (use: string) => `Another program is using the ${use.toLowerCase()}. Close it there, then try again.`,
  insecure: (use: string) =>
    `Browsers give the ${use.toLowerCase()} only to pages opened over https. Ask for the https address of this server.`,
  failed: (use: string) => `${use} not started. Unplug and plug in again, or choose another.`,
  unplugged: (use: string) =>
    `${use} gone: unplugged or switched off. Another one is used if there is one; else plug it in again, or choose one under Devices.`,
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
  denied: (use, how) => `浏览器不让这个页面使用${use}。${how}然后再试一次。`,
  allowChromium: '点地址栏左边的图标，选择允许。',
  allowFirefox: '点地址栏左边带斜线的图标，取消阻止。',
  allowSafari: '在菜单栏打开“Safari”，“此网站的设置”，选择允许。',
  allowIphone: '点地址栏左边的页面图标，打开“网站设置”，选择允许。',
  allowAndroid: '点地址栏左边的图标，打开“权限”，选择允许。',
  dismissed: (use) => `浏览器询问时请允许使用${use}，别人才能看到或听到你。`,
  systemDenied: (use) => `系统不让浏览器使用${use}。请在系统的隐私设置里允许，再试一次。`,
  missing: (use) => `没有找到${use}，插上后会自动使用。`,
  inUse: (use) => `${use}正被别的程序占用。请在那边关闭，再试一次。`,
  insecure: (use) => `浏览器只在 https 网址里开放${use}。请使用这台服务器的 https 地址。`,
  failed: (use) => `${use}没有启动。请重新插拔，或换一个。`,
  unplugged: (use) => `${use}不见了：被拔出或关闭。有别的设备会自动使用；否则请重新插上，或在“设备”里选择一个。`,
  shareDenied: '系统不让浏览器录制屏幕。请在系统的隐私设置里允许。',
  shareFailed: '现在不能共享屏幕，请再试一次。',
  tryAgain: '再试一次',
  waitSeconds: (n) => `请等 ${n} 秒。`,
  waitMinutes: (n) => `请等 ${n} 分钟。`,
};

export const faultTexts: Words<typeof en> = { en, zh };
export type FaultTexts = typeof en;
