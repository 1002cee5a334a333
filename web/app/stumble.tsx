import { Component, type ErrorInfo, type ReactNode } from 'react';
import { currentLanguage } from '#web/i18n/language.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { appWords } from './words.ts';

/** Catches a bug in any screen and says so in words instead of a white page. */
export class Stumble extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const words = appWords[currentLanguage()];
    return (
      <main className="whole-page">
        <Empty
          art="fallen"
          alert
          whole
          title={words.brokenTitle}
          actions={
            <Button kind="main" icon="refresh" onClick={() => location.reload()}>
              {words.reload}
            </Button>
          }
        >
          {words.brokenText}
        </Empty>
      </main>
    );
  }
}
