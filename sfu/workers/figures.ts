/** One family of Prometheus' text format: what is said of it, and its samples. */
interface Family {
  about: string[];
  samples: string[];
}

/** Puts the figures of several workers together: each sample with a label that says whose it is. */
export function mergeFigures(pages: readonly { worker: number; text: string }[]): string {
  const families = new Map<string, Family>();
  for (const { worker, text } of pages) {
    let family: Family = { about: [], samples: [] };
    for (const line of text.split('\n')) {
      const name = /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1];
      if (name !== undefined) {
        family = families.get(name) ?? { about: [], samples: [] };
        families.set(name, family);
        if (!family.about.includes(line)) family.about.push(line);
      } else if (line !== '') family.samples.push(labelled(line, worker));
    }
  }
  const parts = [...families.values()].map(({ about, samples }) => [...about, ...samples].join('\n'));
  return parts.map((part) => `${part}\n`).join('\n');
}

/** `name{a="b"} 1` or `name 1`, with `worker` as its first label. */
function labelled(sample: string, worker: number): string {
  const [, name = '', labels = '', value = ''] = /^([^\s{]+)(?:\{(.*)\})?(\s.*)$/.exec(sample) ?? [];
  if (name === '') return sample;
  return `${name}{worker="${worker}"${labels === '' ? '' : `,${labels}`}}${value}`;
}

/** What is to be known of the workers themselves. */
export function workerFigures({ workers, up, restarts }: { workers: number; up: number; restarts: number }): string {
  return [
    '# HELP yiqi_sfu_workers Worker processes, by whether they can be asked',
    '# TYPE yiqi_sfu_workers gauge',
    `yiqi_sfu_workers{state="up"} ${up}`,
    `yiqi_sfu_workers{state="down"} ${workers - up}`,
    '# HELP yiqi_sfu_worker_restarts_total Workers that ended by themselves and were started again',
    '# TYPE yiqi_sfu_worker_restarts_total counter',
    `yiqi_sfu_worker_restarts_total ${restarts}`,
    '',
  ].join('\n');
}
