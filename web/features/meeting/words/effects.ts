import type { Words } from '#web/i18n/words.ts';

const en = {
  sound: 'Sound treatment',
  voice: 'Voice: echo and noise removed',
  strong: 'Strong noise suppression',
  music: 'Music: stereo, nothing removed',
  musicText: 'Wear headphones: others hear an echo of themselves otherwise.',
  soundFailed: 'Strong noise suppression does not work in this browser. You are heard with its ordinary one.',
  background: 'Background',
  none: 'Background as it is',
  blur: 'Blurred background',
  dawn: 'Drawn: hills at dawn',
  hills: 'Drawn: green hills',
  study: 'Drawn: quiet room',
  pictureLoading: 'Getting ready: until then only the background is seen.',
  pictureSmall: 'This device is slow with backgrounds: your picture is smaller now.',
  pictureOff: 'This device is too slow for backgrounds: others see your picture as it is.',
  pictureFailed: 'Backgrounds do not work on this device: others see your picture as it is.',
  pictureUnsupported: 'Backgrounds need Chrome, Edge or another Chromium browser.',
  fine: 'That’s fine',
};

const zh: typeof en = {
  sound: '声音处理',
  voice: '语音：消除回声和噪音',
  strong: '强力降噪',
  music: '音乐：立体声，不做处理',
  musicText: '请戴耳机，否则别人会听到自己的回声。',
  soundFailed: '这个浏览器无法使用强力降噪，现在使用普通降噪。',
  background: '背景',
  none: '原来的背景',
  blur: '背景模糊',
  dawn: '手绘：晨光山丘',
  hills: '手绘：绿色山丘',
  study: '手绘：安静房间',
  pictureLoading: '正在准备，之前只显示背景。',
  pictureSmall: '这台设备处理背景较慢，画面已缩小。',
  pictureOff: '这台设备太慢，背景效果已关闭，别人看到的是原来的画面。',
  pictureFailed: '这台设备无法更换背景，别人看到的是原来的画面。',
  pictureUnsupported: '更换背景需要 Chrome、Edge 等 Chromium 浏览器。',
  fine: '没关系',
};

export const effectWords: Words<typeof en> = { en, zh };
export type EffectTexts = typeof en;
