import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock tick in /proc: USER_HZ is 100 on every architecture Node runs on. */
const TICK_MS = 10;
const PAGE_KIB = 4;

/** What a program and everything it started has used up. */
export interface Usage {
  /** User and system time of all its threads, in ms, exact to 10 ms a process. */
  readonly cpuMs: number;
  /** Resident memory now, in MiB. Pages that processes share are counted in each. */
  readonly rssMiB: number;
}

/** Something that uses up CPU and memory: a program, or several that are one server together. */
export interface Measurable {
  usage(): Usage;
}

/** Several programs that are one server, as with its database. */
export function together(parts: readonly Measurable[]): Measurable {
  const sum = (pick: (usage: Usage) => number) => parts.reduce((all, part) => all + pick(part.usage()), 0);
  return { usage: () => ({ cpuMs: sum(({ cpuMs }) => cpuMs), rssMiB: sum(({ rssMiB }) => rssMiB) }) };
}

/** Usage of a process and its descendants, read from /proc. Zero where there is no /proc. */
export function usageOf(pid: number): Usage {
  let cpuMs = 0;
  let pages = 0;
  for (const one of familyOf(pid)) {
    // proc_pid_stat(5): 14 utime, 15 stime, 24 rss; the first two fields are cut off.
    pages += Number(statOf(one)[21] ?? 0);
    cpuMs += cpuMsOf(one);
  }
  return { cpuMs, rssMiB: (pages * PAGE_KIB) / 1024 };
}

/** User and system time of all threads of one process, in ms. */
export function cpuMsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/** Begins to look; what it returns tells which share of one core this process has used since (1 = all of it). */
export function generatorBusy(): () => number {
  const [before, began] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / (performance.now() - began);
  };
}

/** A process and its descendants. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (const one of family) family.push(...(children.get(one) ?? []));
  return family;
}

/** The fields after the program's name, which may hold spaces; empty when the process is gone. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
