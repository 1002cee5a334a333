import type { Words } from '#web/i18n/words.ts';

const en = {
  sound: 'Sound treatment',
  voice: 'Voice: echo and noise removed',
  strong: 'Strong noise suppression',
  music: 'Music: stereo, nothing removed',
  musicText: 'Wear headphones: others hear an echo of themselves otherwise.',
  soundFailed: 'Strong noise suppression does not work in this browser. You are heard with its ordinary one.',
  pictureLoading: 'Getting ready: until then only the background is seen.',
  pictureSmall: 'This device is slow with effects: your picture is smaller now.',
  pictureOff: 'This device is too slow for effects: others see your picture as it is.',
  pictureFailed: 'Effects do not work on this device: others see your picture as it is.',
  pictureUnsupported: 'Backgrounds, stickers and beauty need Chrome, Edge or another Chromium browser.',
  facesSlow: 'This device is slow at finding faces: stickers and beauty follow less closely now.',
  facesOff: 'This device is too slow to find faces: stickers and beauty are off.',
  facesFailed: 'Stickers and beauty do not work on this device.',
  fine: 'That’s fine',
};

const zh: typeof en = {
  sound: '声音处理',
  voice: '语音：消除回声和噪音',
  strong: '强力降噪',
  music: '音乐：立体声，不做处理',
  musicText: '请戴耳机，否则别人会听到自己的回声。',
  soundFailed: '这个浏览器无法使用强力降噪，现在使用普通降噪。',
  pictureLoading: '正在准备，之前只显示背景。',
  pictureSmall: '这台设备处理画面较慢，画面已缩小。',
  pictureOff: '这台设备太慢，画面效果已关闭，别人看到的是原来的画面。',
  pictureFailed: '这台设备无法使用画面效果，别人看到的是原来的画面。',
  pictureUnsupported: '背景、贴纸和美颜需要 Chrome、Edge 等 Chromium 浏览器。',
  facesSlow: '这台设备识别人脸较慢，贴纸和美颜的跟随变慢了。',
  facesOff: '这台设备太慢，无法识别人脸，贴纸和美颜已关闭。',
  facesFailed: '这台设备无法使用贴纸和美颜。',
  fine: '没关系',
};

export const effectWords: Words<typeof en> = { en, zh };
export type EffectTexts = typeof en;
