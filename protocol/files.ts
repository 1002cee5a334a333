import Type, { type Static } from 'typebox';
import { LIMITS } from './limits.ts';

/** Files that people send each other: docs/spec/files.md. */

const closed = { additionalProperties: false } as const;

export const FileId = Type.String({ pattern: '^f_[0-9a-z]{20}$', description: 'A file' });
export type FileId = Static<typeof FileId>;

const side = Type.Integer({ minimum: 1, maximum: LIMITS.pictureSidePx });

/** A file as the server has found it to be. Messages carry it, so that its place is known before it is fetched. */
export const FileItem = Type.Object(
  {
    id: FileId,
    name: Type.String({ minLength: 1, maxLength: LIMITS.fileNameChars }),
    /** In bytes. */
    size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** As its bytes tell. */
    type: Type.String({ pattern: '^[a-z]+/[a-z0-9.+-]{1,100}$' }),
    /** Of a picture that is shown as one, in px, as it stands upright, or of the one that stands for a video. */
    width: Type.Optional(side),
    height: Type.Optional(side),
    /** What a picture looks like from afar: a ThumbHash in base64. */
    blur: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{4,60}={0,2}$' })),
    /** The picture moves. */
    moving: Type.Optional(Type.Literal(true)),
  },
  closed,
);
export type FileItem = Static<typeof FileItem>;

export const FilesContent = Type.Object(
  {
    type: Type.Literal('files'),
    items: Type.Array(FileItem, { minItems: 1, maxItems: LIMITS.filesInMessage }),
  },
  closed,
);

/** An upload, as its owner is told. */
export const UploadState = Type.Object({
  id: FileId,
  offset: Type.Integer({ minimum: 0 }),
  length: Type.Integer({ minimum: 0 }),
  /** Once all of it is there and it has been looked at. */
  file: Type.Optional(FileItem),
});
export type UploadState = Static<typeof UploadState>;

/** How much room one person has. All in bytes. */
export const FileRoom = Type.Object({
  used: Type.Integer({ minimum: 0 }),
  /** 0: as much as there is. */
  mine: Type.Integer({ minimum: 0 }),
  largest: Type.Integer({ minimum: 0 }),
});
export type FileRoom = Static<typeof FileRoom>;
