import type { ApiDocument, ApiOperation, ApiSchema } from './describeApi.js';

/** The document's schemas and operations as types of TypeScript, for clients. */
export function formatApiTypes({ components, paths }: ApiDocument): string {
  const named = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema, '')};`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => formatOperation(method.toUpperCase(), path, operation)),
  );
  return [
    '// Made by `npm run docs:api` from the OpenAPI document of the sequencer (docs/openapi.json). Do not edit.',
    ...named,
    `/** Every operation by its name: where it is, what it takes, and what it answers. */\nexport type Operations = {\n${operations.join('\n')}\n};`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function formatOperation(method: string, path: string, operation: ApiOperation): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const fields = (place: string) =>
    typeOf(
      {
        type: 'object',
        properties: Object.fromEntries(
          of(place).map(({ name, schema, description }) => [
            name,
            description === undefined ? schema : { ...schema, description },
          ]),
        ),
        required: of(place).flatMap(({ name, required }) => (required === true ? [name] : [])),
      },
      '    ',
    );
  const [answer] = Object.entries(responses).flatMap(([status, { content }]) =>
    /^2\d\d$/.test(status) ? (content?.['application/json']?.schema ?? []) : [],
  );
  const body = requestBody?.content?.['application/json']?.schema;
  const parts = [
    `method: '${method}';`,
    `path: '${path}';`,
    `params: ${fields('path')};`,
    `query: ${fields('query')};`,
    `body: ${body ? typeOf(body, '    ') : 'undefined'};`,
    `answer: ${answer ? typeOf(answer, '    ') : 'unknown'};`,
  ];
  return `  /** ${summary}. */\n  ${operationId}: {\n${parts.map((part) => `    ${part}`).join('\n')}\n  };`;
}

/** A schema as a type; `indent` is that of the line that it begins on. */
function typeOf(schema: ApiSchema, indent: string): string {
  const { $ref, anyOf, type, properties, items } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (schema.enum) return schema.enum.map((word) => `'${word}'`).join(' | ');
  if (anyOf) return anyOf.map((part) => typeOf(part, indent)).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `ReadonlyArray<${typeOf(items ?? {}, indent)}>`;
    case 'object':
      return properties ? objectOf(schema, indent) : `Readonly<Record<string, ${valuesOf(schema, indent)}>>`;
    default:
      return 'unknown';
  }
}

/** Of a record: what each name has. */
function valuesOf({ additionalProperties }: ApiSchema, indent: string): string {
  return typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown';
}

function objectOf({ properties = {}, required = [] }: ApiSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const comment = schema.description === undefined ? '' : `${inner}/** ${schema.description}. */\n`;
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
    return `${comment}${inner}readonly ${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)};`;
  });
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${indent}}`;
}
