import type { ReactNode } from 'react';

export type EmptyArt = 'alone' | 'apart' | 'fallen' | 'together';

interface EmptyProps {
  art?: EmptyArt;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** An error is announced; an empty place is not. */
  alert?: boolean;
  /** It is the whole page, so its title is the page's. */
  whole?: boolean;
}

/** A whole pane that has nothing to show: what happened and what to do next. */
export function Empty({ art, title, children, actions, alert = false, whole = false }: EmptyProps) {
  const Title = whole ? 'h1' : 'h2';
  return (
    <section className="empty grow" role={alert ? 'alert' : undefined}>
      {art && <Art kind={art} />}
      <Title className="empty__title">{title}</Title>
      {children !== undefined && <p className="empty__text">{children}</p>}
      {actions && <div className="empty__actions">{actions}</div>}
    </section>
  );
}

const ARTS: Record<EmptyArt, ReactNode> = {
  alone: (
    <>
      <path className="art-line" d="M14 70h104" />
      <circle className="art-dot" cx="48" cy="50" r="13" />
      <circle className="art-ring" cx="84" cy="34" r="13" />
    </>
  ),
  apart: (
    <>
      <path className="art-line" d="M10 70h42M80 70h42" />
      <circle className="art-dot" cx="32" cy="50" r="13" />
      <circle className="art-dot" cx="101" cy="50" r="13" />
    </>
  ),
  fallen: (
    <>
      <path className="art-line" d="M14 50h62l36 14" />
      <circle className="art-dot" cx="38" cy="30" r="13" />
      <circle className="art-brand" cx="116" cy="84" r="11" />
    </>
  ),
  together: (
    <>
      <path className="art-line" d="M14 70h104" />
      <circle className="art-dot" cx="46" cy="50" r="13" />
      <circle className="art-brand" cx="82" cy="34" r="13" />
    </>
  ),
};

function Art({ kind }: { kind: EmptyArt }) {
  return (
    <svg className="empty__art" viewBox="0 0 132 88" aria-hidden="true">
      {ARTS[kind]}
    </svg>
  );
}
