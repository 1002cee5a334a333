import { Component, type ErrorInfo, type ReactNode } from 'react';
import { currentLanguage } from '#web/i18n/language.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { isPageKept, PartMissing } from './load-part.ts';
import { appWords } from './words.ts';

/** Catches a bug in any screen and says so in words instead of a white page. */
export class Stumble extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Broken error={this.state.error} />;
  }
}

function Broken({ error }: { error: unknown }): ReactNode {
  const words = appWords[currentLanguage()];
  const missing = error instanceof PartMissing;
  return (
    <main className="whole-page">
      <Empty
        art="fallen"
        alert
        whole
        title={missing ? words.missingTitle : words.brokenTitle}
        actions={
          <Button kind="main" icon="refresh" onClick={() => location.reload()}>
            {words.reload}
          </Button>
        }
      >
        {missing ? missingText(words) : words.brokenText}
      </Empty>
    </main>
  );
}

function missingText(words: (typeof appWords)['en']): string {
  if (!navigator.onLine) return words.missingOffline;
  return isPageKept() ? words.missingInMeeting : words.missingText;
}
