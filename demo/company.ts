import type { DepartmentId } from '#protocol/departments.ts';
import type { Past } from './past.ts';
import { PEOPLE_OF_DEMO, YOU } from './people.ts';

/** Contacts of the newcomer; who has asked to become one comes with a word. */
const CONTACTS = ['mia', 'liu', 'zhang', 'xie', 'chen'];
const ASKING = [
  { login: 'olivia', word: 'Hi! We will share the on-call rota from next week.' },
  { login: 'feng', word: '小满你好，下周新人培训想请你讲一节。' },
];

/** The tree of departments with everybody in it, and who knows whom. */
export async function furnishCompany(past: Past): Promise<void> {
  const made = new Map<string, DepartmentId>();
  for (const path of new Set(PEOPLE_OF_DEMO.map(({ department }) => department))) {
    const department = await departmentAt(past, made, path);
    const people = PEOPLE_OF_DEMO.filter((person) => person.department === path);
    const users = people.map(({ login }) => past.userOf(login));
    await past.as(YOU, 'department.add', { department, users });
    for (const [index, { login, job }] of people.entries()) {
      const head = index === 0 ? { head: true } : {};
      await past.as(YOU, 'department.place', { department, user: past.userOf(login), title: job, ...head });
    }
  }
  for (const login of CONTACTS) {
    await past.as(YOU, 'contact.request', { user: past.userOf(login) });
    await past.as(login, 'contact.accept', { user: past.userOf(YOU) });
  }
  for (const { login, word } of ASKING) await past.as(login, 'contact.request', { user: past.userOf(YOU), word });
}

/** The department of a path such as 'A/B', made with all above it. */
async function departmentAt(past: Past, made: Map<string, DepartmentId>, path: string): Promise<DepartmentId> {
  const known = made.get(path);
  if (known !== undefined) return known;
  const cut = path.lastIndexOf('/');
  const parent = cut < 0 ? {} : { parent: await departmentAt(past, made, path.slice(0, cut)) };
  const { department } = await past.as(YOU, 'department.create', { name: path.slice(cut + 1), ...parent });
  made.set(path, department);
  return department;
}
