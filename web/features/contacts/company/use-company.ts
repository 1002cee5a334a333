import { useEffect, useMemo, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId, DepartmentMember } from '#protocol/departments.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { type CompanyTree, treeOf } from './tree.ts';

/** News are gathered for this long, in ms, so that an import makes one look. */
const GATHER_MS = 300;

/** A number that changes when something about departments has, or may have while there was no connection. */
function useDirectoryNews(): number {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [news, setNews] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = client.on('directory', () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setNews((n) => n + 1);
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
  return online ? news : -1 - news;
}

interface Asked<Name extends SessionCommand> {
  answer: ResultOf<Name> | undefined;
  failure: Failure | undefined;
}

/** What a command answers, asked anew with every change of its parameters and with every news. */
function useAsked<Name extends SessionCommand>(name: Name, params: ParamsOf<Name>): Asked<Name> {
  const client = useClient();
  const news = useDirectoryNews();
  const key = JSON.stringify(params);
  const [asked, setAsked] = useState<Asked<Name> & { key: string }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the parameters
  useEffect(() => {
    if (news < 0) return;
    let wanted = true;
    client.call(name, params).then(
      (answer) => wanted && setAsked({ key, answer, failure: undefined }),
      (error: unknown) => wanted && setAsked({ key, answer: undefined, failure: asFailure(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [client, name, key, news]);
  return asked?.key === key ? asked : { answer: undefined, failure: undefined };
}

export interface Company {
  tree: CompanyTree | undefined;
  failure: Failure | undefined;
}

export function useCompany(): Company {
  const { answer, failure } = useAsked('department.tree', {});
  const tree = useMemo(() => answer && treeOf(answer.departments), [answer]);
  return { tree, failure };
}

/** The departments of somebody, as paths, with what they are there. */
export function usePlaces(user: UserId): readonly { path: string; title: string | undefined; head: boolean }[] {
  const { answer } = useAsked('department.of', { user });
  return useMemo(() => {
    if (answer === undefined) return [];
    const tree = treeOf(answer.departments);
    return answer.places.map(({ department, title, head = false }) => ({
      path: tree
        .pathTo(department)
        .map(({ name }) => name)
        .join(' / '),
      title,
      head,
    }));
  }, [answer]);
}

export interface Members {
  members: readonly DepartmentMember[] | undefined;
  failure: Failure | undefined;
  more: (() => void) | undefined;
}

/** Who is in a department: all pages that were asked for, read anew with every news. */
export function useMembers(department: DepartmentId): Members {
  const client = useClient();
  const news = useDirectoryNews();
  const [pages, setPages] = useState(1);
  const [known, setKnown] = useState<{ department: DepartmentId; members: DepartmentMember[]; next: boolean }>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    if (news < 0) return;
    let wanted = true;
    const read = async () => {
      const members: DepartmentMember[] = [];
      let after: UserId | undefined;
      for (let page = 0; page < pages; page += 1) {
        const params = { department, ...(after === undefined ? {} : { after }) };
        const answer = await client.call('department.members', params);
        members.push(...answer.members);
        after = answer.next;
        if (after === undefined) break;
      }
      if (!wanted) return;
      setFailure(undefined);
      setKnown({ department, members, next: after !== undefined });
    };
    read().catch((error: unknown) => wanted && setFailure(asFailure(error)));
    return () => {
      wanted = false;
    };
  }, [client, department, pages, news]);
  const fits = known?.department === department;
  return {
    members: fits ? known.members : undefined,
    failure,
    more: fits && known.next ? () => setPages((n) => n + 1) : undefined,
  };
}
