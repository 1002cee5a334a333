import Type from 'typebox';
import { Person, UserId } from '../common.ts';
import { Department, DepartmentId, DepartmentMember, DepartmentPlace } from '../departments.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

const Done = Type.Object({});
/** A ceiling only: `fields.ts` tells what is wrong. */
const Typed = Type.String({ maxLength: 1000 });
const One = Type.Object({ department: DepartmentId }, closed);
const Users = Type.Array(UserId, { minItems: 1, maxItems: LIMITS.addAtOnce, uniqueItems: true });

/** The company as a tree. Everybody reads it; owner and admins of the workspace change it. */
export const DEPARTMENT_COMMANDS = {
  /** All of them, those of one parent in their order. */
  'department.tree': command(Type.Object({}, closed), Type.Object({ departments: Type.Array(Department) })),
  /** Who is in it, in pages, those who lead it first. */
  'department.members': command(
    Type.Object({ department: DepartmentId, after: Type.Optional(UserId) }, closed),
    Type.Object({
      members: Type.Array(DepartmentMember),
      people: Type.Array(Person),
      next: Type.Optional(UserId),
    }),
  ),
  /** Where somebody is. */
  'department.of': command(
    Type.Object({ user: UserId }, closed),
    Type.Object({ places: Type.Array(DepartmentPlace), departments: Type.Array(Department) }),
  ),
  'department.create': command(
    Type.Object({ name: Typed, parent: Type.Optional(DepartmentId) }, closed),
    Type.Object({ department: DepartmentId }),
  ),
  'department.rename': command(Type.Object({ department: DepartmentId, name: Typed }, closed), Done),
  /** Under `parent`, or to the top; before the sibling `before`, or to the end. */
  'department.move': command(
    Type.Object(
      { department: DepartmentId, parent: Type.Optional(DepartmentId), before: Type.Optional(DepartmentId) },
      closed,
    ),
    Done,
  ),
  /** Only one without people and without departments below. */
  'department.delete': command(One, Done),
  /** Those who are in it stay as they are. */
  'department.add': command(Type.Object({ department: DepartmentId, users: Users }, closed), Done),
  'department.remove': command(Type.Object({ department: DepartmentId, users: Users }, closed), Done),
  /** What a member of it is there; what isn't given stays, an empty title goes. */
  'department.place': command(
    Type.Object(
      { department: DepartmentId, user: UserId, title: Type.Optional(Typed), head: Type.Optional(Type.Boolean()) },
      closed,
    ),
    Done,
  ),
} as const;
