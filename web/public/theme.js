// Runs before the first paint, from a file of its own because the page allows no inline script.
(() => {
  /** @param {string} key */
  const saved = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const theme = saved('yiqi.theme');
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  const language = saved('yiqi.language') ?? navigator.language;
  const chinese = language.toLowerCase().startsWith('zh');
  root.lang = chinese ? 'zh-CN' : 'en';
  if (chinese) document.querySelector('link[rel=manifest]')?.setAttribute('href', '/manifest.zh.webmanifest');
})();
