import './boards.css';
import { Component, lazy, type ReactNode, Suspense, useState } from 'react';
import type { BoardKind } from '#protocol/boards.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { BoardFrame } from './board-frame.tsx';
import { BoardLoading } from './board-loading.tsx';
import type { BoardSource } from './source.ts';
import { boardWords } from './words.ts';

const fetchPad = async () => ({ default: (await loadPart(() => import('./board-pad.tsx'))).BoardPad });

interface BoardStageProps {
  source: BoardSource;
  onKind: (kind: BoardKind) => void;
  onClose: () => void;
}

/** The whiteboard or the notes of the meeting, in place of most of its tiles. What draws it is fetched when it is opened. */
export function BoardStage(props: BoardStageProps) {
  const { source, onKind, onClose } = props;
  // A part that could not be fetched is asked for anew by another lazy component.
  const [{ Pad, times }, setPad] = useState(() => ({ Pad: lazy(fetchPad), times: 0 }));
  const frame = (children: ReactNode) => (
    <BoardFrame kind={source.kind} onKind={onKind} onClose={onClose}>
      {children}
    </BoardFrame>
  );
  const again = () => setPad({ Pad: lazy(fetchPad), times: times + 1 });
  return (
    <Fallen key={`${source.kind} ${times}`} show={frame(<Failed onRetry={again} />)}>
      <Suspense fallback={frame(<BoardLoading />)}>
        <Pad {...props} />
      </Suspense>
    </Fallen>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const words = useWords(boardWords);
  return (
    <div className="board__wait" role="alert">
      {words.failed}
      <Button icon="refresh" onClick={onRetry}>
        {words.retry}
      </Button>
    </div>
  );
}

/** What goes wrong with a drawing does not end the meeting. */
class Fallen extends Component<{ children: ReactNode; show: ReactNode }, { fallen: boolean }> {
  override state = { fallen: false };

  static getDerivedStateFromError(): { fallen: boolean } {
    return { fallen: true };
  }

  override componentDidCatch(error: Error): void {
    console.error(error.name, error.stack);
  }

  override render(): ReactNode {
    return this.state.fallen ? this.props.show : this.props.children;
  }
}
