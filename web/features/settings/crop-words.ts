import type { Words } from '#web/i18n/words.ts';

const en = {
  title: 'Choose what is shown',
  frame: 'The part that is shown',
  hint: 'Drag the picture, or use the arrow keys; + and − zoom.',
  zoom: 'Zoom',
  use: 'Use this picture',
};

const zh: typeof en = {
  title: '选取显示的部分',
  frame: '显示的部分',
  hint: '拖动图片，或用方向键移动；+ 和 − 缩放。',
  zoom: '缩放',
  use: '使用这张图片',
};

export const cropWords: Words<typeof en> = { en, zh };
