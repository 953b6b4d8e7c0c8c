import { type DataSource, type EntityMetadata } from 'typeorm';
import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { Database } from '../../database/transactions.js';

interface TableColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly filled: boolean;
}

/** Short names of types, as entities write them, to those of the catalogue. */
const TYPES: Readonly<Record<string, string>> = {
  timestamptz: 'timestamp with time zone', int: 'integer', int4: 'integer', int2: 'smallint', int8: 'bigint', bool: 'boolean',
  float8: 'double precision', float: 'double precision', varchar: 'character varying',
};

/**
 * Where an entity and its table disagree: the table, a column, its type, whether it may be null; and columns that an entity
 * leaves out though nothing else would fill them. Empty where all agree.
 */
export async function compareEntities(dataSource: DataSource): Promise<readonly string[]> {
  const columns = await new Database(dataSource).query<TableColumn>(COLUMNS);
  return dataSource.entityMetadatas.flatMap((entity) => {
    const found = columns.filter(({ table }) => table === tableOf(entity));
    return found.length === 0 ? [`${entity.name}: there is no table ${tableOf(entity)}`] : differences(entity, found);
  });
}

const tableOf = (entity: EntityMetadata): string => `${entity.schema ?? 'public'}.${entity.tableName}`;

function differences(entity: EntityMetadata, found: readonly TableColumn[]): string[] {
  const mapped = new Set(entity.columns.map(({ databaseName }) => databaseName));
  return [
    ...entity.columns.flatMap((column) => difference(entity, column, found.find(({ name }) => name === column.databaseName))),
    ...found.filter(({ name, nullable, filled }) => !mapped.has(name) && !nullable && !filled).map(({ name }) => `${entity.name} leaves out ${name}, which must not be null and has no default`),
  ];
}

function difference(entity: EntityMetadata, column: ColumnMetadata, found: TableColumn | undefined): string[] {
  const name = `${entity.name}.${column.propertyName}`;
  if (!found) return [`${name}: there is no column ${column.databaseName} in ${tableOf(entity)}`];
  const type = typeOf(column);
  return [
    ...(type === found.type ? [] : [`${name} is ${type}, the column ${found.type}`]),
    ...(column.isNullable === found.nullable ? [] : [`${name} ${column.isNullable ? 'may' : 'must not'} be null, the column ${found.nullable ? 'may' : 'must not'}`]),
  ];
}

function typeOf({ type, isArray }: ColumnMetadata): string {
  const name = typeof type === 'function' ? type.name.toLowerCase() : type;
  return `${TYPES[name] ?? name}${isArray ? '[]' : ''}`;
}

const COLUMNS = `
  select n.nspname || '.' || c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable,
         d.adbin is not null or a.attidentity <> '' as filled
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
   where c.relkind in ('r', 'p', 'v') and n.nspname in ('public', 'published') and a.attnum > 0 and not a.attisdropped
   order by 1, a.attnum`;
