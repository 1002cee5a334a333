import { useSyncExternalStore } from 'react';
import { Emitter } from '#kernel/emitter.ts';
import { LIMITS } from '#protocol/limits.ts';

/** A file that somebody has chosen and not sent yet. */
export interface Picked {
  key: number;
  file: File;
  /** What it looks like; undefined when it isn't a picture that browsers show. */
  preview: string | undefined;
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const NONE: readonly Picked[] = [];

/** A picture as iPhones take them, which hardly any browser shows. */
export function isHeic({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return /^image\/hei[cf]/.test(type) || /\.hei[cf]$/i.test(name);
}

const trays = new Map<string, readonly Picked[]>();
const news = new Emitter<{ changed: [] }>();
let nextKey = 1;

/** What has been chosen in one composer, so that it is there when one comes back. */
export function usePicked(place: string): readonly Picked[] {
  return useSyncExternalStore(
    (listener) => news.on('changed', listener),
    () => trays.get(place) ?? NONE,
  );
}

/** @returns how many did not fit */
export function pick(place: string, files: readonly File[]): number {
  const before = trays.get(place) ?? NONE;
  const fitting = files.slice(0, Math.max(0, LIMITS.filesInMessage - before.length));
  const more = fitting.map((file) => ({
    key: nextKey++,
    file,
    preview: SHOWN.test(file.type) ? URL.createObjectURL(file) : undefined,
  }));
  set(place, [...before, ...more]);
  return files.length - fitting.length;
}

export function unpick(place: string, key: number): void {
  const all = trays.get(place) ?? NONE;
  for (const one of all) if (one.key === key && one.preview !== undefined) URL.revokeObjectURL(one.preview);
  set(
    place,
    all.filter((one) => one.key !== key),
  );
}

/** Empties the tray; what it showed goes on being shown elsewhere. */
export function takePicked(place: string): readonly Picked[] {
  const all = trays.get(place) ?? NONE;
  set(place, NONE);
  return all;
}

function set(place: string, all: readonly Picked[]): void {
  if (all.length === 0) trays.delete(place);
  else trays.set(place, all);
  news.emit('changed');
}

/** Whether files wait anywhere that a reload would take. */
export function hasPicked(): boolean {
  return trays.size > 0;
}

/** Asks the system for files. */
export function askForFiles(place: string, accept: string, done: (left: number) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => done(pick(place, [...(input.files ?? [])])));
  input.click();
}
