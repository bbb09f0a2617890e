interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: Content;
  security?: Record<string, unknown>[];
  responses: Record<string, Content & { description: string }>;
}

/** As much of an OpenAPI document as the service's own uses. */
export interface OpenApi {
  info: { title: string; description: string };
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, { description: string }> };
  paths: Record<string, Record<string, Operation>>;
}

const anchorOf = (name: string) => name.toLowerCase();
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function row(...cells: string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function formatType(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return `[${name}](#${anchorOf(name)})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  const parts = schema.anyOf ?? schema.allOf;
  if (parts !== undefined) return parts.map(formatType).join(schema.anyOf === undefined ? ' and ' : ' or ');
  if (schema.type === 'array') return `list of ${formatType(schema.items ?? {})}`;
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  const limits = [
    schema.pattern === undefined ? '' : `\`${schema.pattern}\``,
    schema.minimum === undefined ? '' : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? '' : `≤ ${schema.maximum}`,
    schema.maxLength === undefined ? '' : `at most ${schema.maxLength} characters`,
  ].filter((limit) => limit !== '');
  return [type, ...limits].join(', ');
}

function formatContent({ content = {} }: Content): string {
  return Object.entries(content)
    .map(([type, { schema }]) => (type === 'application/json' && schema !== undefined ? formatType(schema) : type))
    .join(' or ');
}

function formatOperation(method: string, path: string, operation: Operation): string[] {
  const { summary, description, parameters = [], requestBody, security = [], responses } = operation;
  const schemes = security.flatMap((scheme) => Object.keys(scheme)).map((name) => `[${name}](#${anchorOf(name)})`);
  return [
    `### \`${method.toUpperCase()} ${path}\``,
    `${summary}.${description === undefined ? '' : ` ${description}`}`,
    ...(schemes.length > 0 ? [`Authorization: ${schemes.join(' or ')}.`] : []),
    ...(requestBody === undefined ? [] : [`Body: ${formatContent(requestBody)}.`]),
    ...(parameters.length === 0
      ? []
      : [
          [
            row('parameter', 'in', 'form', 'what'),
            row('---', '---', '---', '---'),
            ...parameters.map(({ name, in: place, required, schema, description: what = '' }) =>
              row(`\`${name}\`${required === true ? '' : ' (optional)'}`, place, formatType(schema), what),
            ),
          ].join('\n'),
        ]),
    [
      row('answer', 'body', 'when'),
      row('---', '---', '---'),
      ...Object.entries(responses).map(([status, response]) =>
        row(
          `\`${status}\``,
          formatContent(response),
          response.description === 'Default Response' ? '' : response.description,
        ),
      ),
    ].join('\n'),
  ];
}

function formatSchema(name: string, schema: Schema): string[] {
  const { properties, required = [], description } = schema;
  return [
    `### ${name}`,
    ...(description === undefined ? [] : [description]),
    properties === undefined
      ? formatType(schema)
      : [
          row('field', 'form', 'what'),
          row('---', '---', '---'),
          ...Object.entries(properties).map(([field, part]) =>
            row(
              `\`${field}\`${required.includes(field) ? '' : ' (optional)'}`,
              formatType(part),
              part.description ?? '',
            ),
          ),
        ].join('\n'),
  ];
}

/** The page of a service's HTTP interface, as Markdown: every route, then every form that bodies have. */
export function formatHttpApi({ info, components, paths }: OpenApi): string {
  return [
    '# HTTP API',
    info.description,
    ...Object.entries(components.securitySchemes).flatMap(([name, { description }]) => [
      `### ${name}`,
      `\`Authorization: Bearer …\`: ${description}`,
    ]),
    '## Routes',
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) => formatOperation(method, path, operation)),
    ),
    '## Forms',
    ...Object.entries(components.schemas).flatMap(([name, schema]) => formatSchema(name, schema)),
  ].join('\n\n');
}
