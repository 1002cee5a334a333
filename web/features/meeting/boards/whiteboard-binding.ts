import { CaptureUpdateAction, isInvisiblySmallElement, restoreElements } from '@excalidraw/excalidraw';
import type { ExcalidrawElement, FileId, OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type {
  AppState,
  BinaryFileData,
  BinaryFiles,
  Collaborator,
  DataURL,
  ExcalidrawImperativeAPI,
  SocketId,
} from '@excalidraw/excalidraw/types';
import type * as Y from 'yjs';
import { toBase64 } from '#client/boards/base64.ts';
import { ELEMENTS_ROOT, FILES_ROOT } from '#protocol/board-limits.ts';
import type { BoardCursor } from '#protocol/boards.ts';
import { cursorColor } from './color.ts';
import { keptPicture, smallPicture } from './pictures.ts';
import { isVersioned, mergeScene, writeScene } from './shared-scene.ts';

/** What is drawn for so long is written as one, in ms. */
const GATHER_MS = 100;
const MOST_SELECTED = 20;

/** Where somebody is on a whiteboard, as it goes to the others. */
interface Pointing {
  x: number;
  y: number;
  tool: 'pointer' | 'laser';
  button: 'up' | 'down';
  selected: string[];
}

interface Options {
  api: ExcalidrawImperativeAPI;
  doc: Y.Doc;
  /** Whether this screen writes. */
  edit: () => boolean;
  tooLarge: () => void;
}

/** Keeps a drawing of Excalidraw and a document the same. */
export class WhiteboardBinding {
  readonly #options: Options;
  readonly #elements: Y.Map<unknown>;
  readonly #files: Y.Map<unknown>;
  readonly #pictures = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#elements = options.doc.getMap(ELEMENTS_ROOT);
    this.#files = options.doc.getMap(FILES_ROOT);
    this.#elements.observe(this.#heard);
    this.#files.observe(this.#heardFiles);
    this.#showFiles(this.#files.keys());
    this.#show(this.#elements.keys());
    // Whoever opens it sees what is there, wherever it was drawn.
    if (this.#elements.size > 0) options.api.scrollToContent(undefined, { fitToContent: true, animate: false });
  }

  /** The drawing changed on this screen, or was changed by others. */
  readonly changed = (_elements: readonly OrderedExcalidrawElement[], _state: AppState, files: BinaryFiles): void => {
    if (!this.#options.edit()) return;
    for (const file of Object.values(files)) void this.#keep(file);
    this.#timer ??= setTimeout(() => this.#write(), GATHER_MS);
  };

  /** Shows where the others are. */
  point(people: readonly BoardCursor[], nameOf: (cursor: BoardCursor) => string): void {
    const collaborators = new Map<SocketId, Collaborator>();
    for (const cursor of people) {
      const pointing = pointingOf(cursor.state);
      if (pointing === undefined) continue;
      const color = cursorColor(cursor.identity);
      const { x, y, tool, button, selected } = pointing;
      collaborators.set(`${cursor.page}` as SocketId, {
        id: cursor.identity,
        username: nameOf(cursor),
        pointer: { x, y, tool },
        button,
        selectedElementIds: Object.fromEntries(selected.map((id) => [id, true as const])),
        color: { background: color, stroke: color },
      });
    }
    this.#options.api.updateScene({ collaborators });
  }

  close(): void {
    if (this.#timer !== undefined) this.#write();
    this.#elements.unobserve(this.#heard);
    this.#files.unobserve(this.#heardFiles);
  }

  readonly #heard = (event: Y.YMapEvent<unknown>, { origin }: Y.Transaction): void => {
    if (origin !== this) this.#show(event.keysChanged);
  };

  readonly #heardFiles = (event: Y.YMapEvent<unknown>, { origin }: Y.Transaction): void => {
    if (origin !== this) this.#showFiles(event.keysChanged);
  };

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { api, doc, edit } = this.#options;
    if (!edit()) return;
    const drawn = api.getSceneElementsIncludingDeleted();
    const scene = drawn.filter((element) => element.isDeleted || !isInvisiblySmallElement(element));
    writeScene(doc, this.#elements, scene, this);
  }

  #show(keys: Iterable<string>): void {
    const { api } = this.#options;
    const wanted = [...keys];
    const values = wanted.flatMap((key) => {
      const value = this.#elements.get(key);
      return isVersioned(value) && value.id === key ? [value] : [];
    });
    const remote = new Map(restored(values).map((element) => [element.id, element]));
    const editing = editingIn(api.getAppState());
    const scene = api.getSceneElementsIncludingDeleted();
    const elements = mergeScene<ExcalidrawElement>(scene, remote, wanted, editing);
    api.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER });
  }

  #showFiles(keys: Iterable<string>): void {
    const found = [...keys].flatMap((id): BinaryFileData[] => {
      const picture = keptPicture(this.#files.get(id));
      if (picture === undefined || this.#pictures.has(id)) return [];
      this.#pictures.add(id);
      const { mimeType, bytes } = picture;
      const dataURL = `data:${mimeType};base64,${toBase64(bytes)}` as DataURL;
      return [{ id: id as FileId, mimeType: mimeType as BinaryFileData['mimeType'], dataURL, created: 0 }];
    });
    if (found.length > 0) this.#options.api.addFiles(found);
  }

  async #keep({ id, dataURL }: BinaryFileData): Promise<void> {
    if (this.#pictures.has(id)) return;
    this.#pictures.add(id);
    const picture = await smallPicture(dataURL);
    if (picture === undefined) this.#options.tooLarge();
    else if (this.#options.edit()) this.#options.doc.transact(() => this.#files.set(id, picture), this);
  }
}

/** What others drew, as this version of Excalidraw understands it. */
function restored(values: readonly object[]): ExcalidrawElement[] {
  return values.flatMap((value) => {
    try {
      return restoreElements([value as ExcalidrawElement], null);
    } catch {
      return []; // Whatever it is, it is no drawing.
    }
  });
}

function editingIn(state: AppState): (id: string) => boolean {
  const { editingTextElement, newElement, resizingElement, selectedElementsAreBeingDragged, selectedElementIds } =
    state;
  const busy = new Set([editingTextElement?.id, newElement?.id, resizingElement?.id]);
  return (id) => busy.has(id) || (selectedElementsAreBeingDragged && selectedElementIds[id] === true);
}

/** Where this screen is, for the others. */
export function pointing(
  { pointer, button }: { pointer: Pick<Pointing, 'x' | 'y' | 'tool'>; button: Pointing['button'] },
  state: AppState,
): string {
  const selected = Object.keys(state.selectedElementIds).slice(0, MOST_SELECTED);
  const place = { x: Math.round(pointer.x), y: Math.round(pointer.y), tool: pointer.tool };
  return JSON.stringify({ ...place, button, selected } satisfies Pointing);
}

function pointingOf(state: string): Pointing | undefined {
  try {
    const { x, y, tool, button, selected } = JSON.parse(state) as Partial<Pointing>;
    if (typeof x !== 'number' || typeof y !== 'number') return undefined;
    const ids = Array.isArray(selected) ? selected.filter((id) => typeof id === 'string') : [];
    return {
      ...{ x, y },
      tool: tool === 'laser' ? 'laser' : 'pointer',
      button: button === 'down' ? 'down' : 'up',
      selected: ids.slice(0, MOST_SELECTED),
    };
  } catch {
    return undefined;
  }
}
