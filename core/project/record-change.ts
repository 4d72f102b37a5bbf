import { z } from 'zod';
import { recordSchemas, type CollectionName, type RecordOf } from './records.ts';

/** What one record was and became; null = absent. A change read backwards is its own inverse. */
export type RecordChange = {
  readonly [C in CollectionName]: {
    readonly collection: C;
    readonly id: string;
    readonly before: RecordOf<C> | null;
    readonly after: RecordOf<C> | null;
  };
}[CollectionName];

const changeOf = <C extends CollectionName>(collection: C) =>
  z.object({
    collection: z.literal(collection),
    id: z.string().min(1),
    before: recordSchemas[collection].nullable(),
    after: recordSchemas[collection].nullable(),
  });

/** A checked {@link RecordChange}. */
export const recordChangeSchema = z.discriminatedUnion('collection', [
  changeOf('settings'),
  changeOf('assets'),
  changeOf('faces'),
  changeOf('lines'),
  changeOf('edits'),
  changeOf('markers'),
]);

const wishOf = <C extends CollectionName>(collection: C) =>
  z.object({ collection: z.literal(collection), id: z.string().min(1), after: recordSchemas[collection].nullable() });

/** What a user interface asks for: the record as it shall be (null: gone). What it was before, the project knows. */
export const recordWishSchema = z.discriminatedUnion('collection', [
  wishOf('settings'),
  wishOf('assets'),
  wishOf('faces'),
  wishOf('lines'),
  wishOf('edits'),
  wishOf('markers'),
]);

/** A wanted record. */
export type RecordWish = z.output<typeof recordWishSchema>;
