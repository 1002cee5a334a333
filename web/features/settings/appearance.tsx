import { useId } from 'react';
import { shakes } from '#web/app/shaking.ts';
import { setTheme, type ThemeChoice, useTheme } from '#web/app/theme.ts';
import { setLanguage, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { settingsWords } from './words.ts';

const THEMES: ThemeChoice[] = ['system', 'light', 'dark'];

export function Appearance() {
  const words = useWords(settingsWords);
  const language = useLanguage();
  return (
    <>
      <section className="card">
        <ThemeCards />
      </section>
      <section className="card">
        <div className="setting">
          <div className="setting__main">
            <span className="setting__title">{words.language}</span>
            <span className="setting__text">{words.languageText}</span>
          </div>
          <Segmented
            label={words.language}
            value={language}
            options={[
              { value: 'zh', label: '中文', lang: 'zh-CN' },
              { value: 'en', label: 'English', lang: 'en' },
            ]}
            onChange={setLanguage}
          />
        </div>
      </section>
      <ShakeSetting />
      <Sample />
    </>
  );
}

function ShakeSetting() {
  const words = useWords(settingsWords);
  const on = shakes.use();
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.shake}</span>
          <span className="setting__text">{words.shakeText}</span>
        </div>
        <Switch label={words.shake} checked={on} onChange={shakes.set} />
      </div>
    </section>
  );
}

function ThemeCards() {
  const words = useWords(settingsWords);
  const theme = useTheme();
  const name = useId();
  return (
    <fieldset className="theme-cards">
      <legend className="visually-hidden">{words.theme}</legend>
      {THEMES.map((choice) => (
        <label key={choice} className={choice === theme ? 'theme-card is-on' : 'theme-card'}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={choice === theme}
            onChange={() => setTheme(choice)}
          />
          <ThemeView choice={choice} />
          {words[choice]}
        </label>
      ))}
    </fieldset>
  );
}

function ThemeView({ choice }: { choice: ThemeChoice }) {
  if (choice !== 'system') return <MiniFrame theme={choice} />;
  return (
    <span className="theme-card__split">
      <MiniFrame theme="light" />
      <MiniFrame theme="dark" />
    </span>
  );
}

function MiniFrame({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <span className="theme-card__view" data-theme={theme}>
      <span />
      <span className="theme-card__list">
        <i />
        <i />
        <i />
      </span>
      <span className="theme-card__chat">
        <i />
        <i />
        <i />
      </span>
    </span>
  );
}

function Sample() {
  const words = useWords(settingsWords);
  return (
    <section className="card sample" aria-label={words.sample}>
      <div className="message message--only">
        <span className="message__gutter">
          <Avatar id="u_sample" name={words.sampleName} size={36} />
        </span>
        <div className="message__body">
          <span className="message__from name-1">{words.sampleName}</span>
          <div className="bubble">
            {words.sampleIn}
            <span className="bubble__meta">10:40</span>
          </div>
        </div>
      </div>
      <div className="message message--out message--only">
        <div className="message__body">
          <div className="bubble bubble--out">
            {words.sampleOut}
            <span className="bubble__meta">10:41</span>
          </div>
        </div>
      </div>
    </section>
  );
}
