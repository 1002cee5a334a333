const WORDS = {
  en: {
    name: 'Yiqi',
    description: 'Talk, call and meet, together',
    chats: 'Chats',
    meetings: 'Meetings',
    search: 'Search',
  },
  zh: { name: '一起', description: '聊天、通话、开会，在一起', chats: '聊天', meetings: '会议', search: '搜索' },
};

/** The web app manifest (W3C), in one of the languages. */
export function manifestOf(language: 'en' | 'zh'): object {
  const words = WORDS[language];
  return {
    id: '/',
    name: language === 'en' ? 'Yiqi 一起' : '一起 Yiqi',
    short_name: words.name,
    description: words.description,
    lang: language === 'en' ? 'en' : 'zh-CN',
    dir: 'ltr',
    start_url: '/?from=app',
    scope: '/',
    display: 'standalone',
    display_override: ['standalone', 'minimal-ui'],
    background_color: '#e4ebec',
    theme_color: '#123038',
    categories: ['social', 'productivity', 'business'],
    icons: [
      ...[192, 512].map((side) => iconOf('icon', side, 'any')),
      ...[192, 512].map((side) => iconOf('maskable', side, 'maskable')),
      { src: '/icons/badge-96.png', sizes: '96x96', type: 'image/png', purpose: 'monochrome' },
    ],
    shortcuts: [
      { name: words.chats, url: '/' },
      { name: words.meetings, url: '/meetings' },
      { name: words.search, url: '/search' },
    ],
    share_target: {
      action: '/share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['*/*'] }] },
    },
    protocol_handlers: [{ protocol: 'web+yiqi', url: '/open?link=%s' }],
    launch_handler: { client_mode: ['navigate-existing', 'auto'] },
  };
}

function iconOf(name: string, side: number, purpose: string): object {
  return { src: `/icons/${name}-${side}.png`, sizes: `${side}x${side}`, type: 'image/png', purpose };
}
