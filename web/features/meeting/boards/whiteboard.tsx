import './asset-path.ts';
import '@excalidraw/excalidraw/index.css';
import { Excalidraw, exportToBlob, exportToSvg, MainMenu, serializeAsJSON } from '@excalidraw/excalidraw';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import { ELEMENTS_ROOT } from '#protocol/board-limits.ts';
import type { BoardCursor } from '#protocol/boards.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { BoardBodyProps, BoardExport } from './board-body.ts';
import { pointing, WhiteboardBinding } from './whiteboard-binding.ts';
import { boardWords } from './words.ts';

const NOBODY: readonly BoardCursor[] = [];

/** A drawing that everybody in the meeting makes. */
export function Whiteboard({ doc, edit, people = NOBODY, dark, onSay, onExports }: BoardBodyProps) {
  const words = useWords(boardWords);
  const zh = useLanguage() === 'zh';
  const count = useCount(doc);
  const [api, setApi] = useState<ExcalidrawImperativeAPI>();
  // Excalidraw begins with an empty drawing some time after it gave its interface, and then first tells of a change.
  const [begun, setBegun] = useState(false);
  const binding = useBinding(begun ? api : undefined, doc, edit);
  useEffect(() => {
    binding?.point(people, (one) => (one.guest ? words.guestNamed(one.name) : one.name));
  }, [binding, people, words]);
  useEffect(() => {
    if (api === undefined || binding === undefined) return undefined;
    onExports(exportsOf(api, words));
    return () => onExports([]);
  }, [api, binding, words, onExports]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas is no fieldset.
    <div className="board__drawing" role="group" aria-label={words.drawing(count)}>
      <Excalidraw
        excalidrawAPI={setApi}
        onChange={(...change) => (begun ? binding?.changed(...change) : setBegun(true))}
        onPointerUpdate={(payload) => api && onSay?.(pointing(payload, api.getAppState()))}
        langCode={zh ? 'zh-CN' : 'en'}
        theme={dark ? 'dark' : 'light'}
        viewModeEnabled={!edit}
        isCollaborating={onSay !== undefined}
        handleKeyboardGlobally={false}
        detectScroll={false}
        aiEnabled={false}
        validateEmbeddable={false}
        UIOptions={{
          canvasActions: {
            loadScene: false,
            saveToActiveFile: false,
            export: false,
            saveAsImage: false,
            toggleTheme: false,
          },
        }}
      >
        <MainMenu>
          <MainMenu.DefaultItems.SearchMenu />
          {edit && <MainMenu.DefaultItems.ClearCanvas />}
        </MainMenu>
      </Excalidraw>
    </div>
  );
}

/** How many things are drawn. */
function useCount(doc: Y.Doc): number {
  const shared = doc.getMap(ELEMENTS_ROOT);
  const subscribe = useCallback(
    (listener: () => void) => {
      shared.observe(listener);
      return () => shared.unobserve(listener);
    },
    [shared],
  );
  return useSyncExternalStore(subscribe, () => shared.size);
}

function useBinding(
  api: ExcalidrawImperativeAPI | undefined,
  doc: Y.Doc,
  edit: boolean,
): WhiteboardBinding | undefined {
  const { pictureTooLarge } = useWords(boardWords);
  const [binding, setBinding] = useState<WhiteboardBinding>();
  const may = useRef(edit);
  may.current = edit;
  useEffect(() => {
    if (api === undefined) return undefined;
    const tooLarge = () => showToast(pictureTooLarge);
    const made = new WhiteboardBinding({ api, doc, edit: () => may.current, tooLarge });
    setBinding(made);
    return () => made.close();
  }, [api, doc, pictureTooLarge]);
  return binding;
}

/** Drawings are given away on white, whatever one draws them on. */
const ON_WHITE = { exportBackground: true, exportWithDarkMode: false, viewBackgroundColor: '#ffffff' };
const AROUND_PX = 24;

function exportsOf(api: ExcalidrawImperativeAPI, words: typeof boardWords.en): BoardExport[] {
  const scene = () => {
    const elements = api.getSceneElements();
    return { elements, appState: { ...api.getAppState(), ...ON_WHITE }, files: api.getFiles() };
  };
  const empty = () => api.getSceneElements().length === 0;
  return [
    {
      label: words.savePng,
      icon: 'image',
      end: 'png',
      empty,
      make: () => {
        const getDimensions = (width: number, height: number) => ({ width: width * 2, height: height * 2, scale: 2 });
        return exportToBlob({ ...scene(), mimeType: 'image/png', exportPadding: AROUND_PX, getDimensions });
      },
    },
    {
      label: words.saveSvg,
      icon: 'image',
      end: 'svg',
      empty,
      make: async () => {
        // Faces would be made smaller by WebAssembly, which pages may not compile: they are named, and not in it.
        const svg = await exportToSvg({ ...scene(), exportPadding: AROUND_PX, skipInliningFonts: true });
        return new Blob([svg.outerHTML], { type: 'image/svg+xml' });
      },
    },
    {
      label: words.saveFile,
      icon: 'file',
      end: 'excalidraw',
      empty,
      make: async () => {
        const { elements, files } = scene();
        const text = serializeAsJSON(elements, { viewBackgroundColor: '#ffffff' }, files, 'local');
        return new Blob([text], { type: 'application/json' });
      },
    },
  ];
}
