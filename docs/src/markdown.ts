/** As much of markdown-it as is used here; TypeDoc gives its parser without a type. */
interface Token {
  type: string;
  info: string;
  content: string;
  children: Token[] | null;
}

interface CoreState {
  tokens: Token[];
  Token: new (type: string, tag: string, nesting: number) => Token;
}

interface MarkdownParser {
  core: { ruler: { push(name: string, rule: (state: CoreState) => void): void } };
}

/**
 * Reads Markdown as where the repository is read: headings in backticks have anchors of their words, which TypeDoc takes from
 * plain text alone, and a block without a language is none of TypeScript.
 */
export function prepareMarkdown(parser: MarkdownParser): void {
  parser.core.ruler.push('as_in_the_repository', ({ tokens, Token: Part }) => {
    const part = (type: string, content: string) => Object.assign(new Part(type, '', 0), { content });
    tokens.forEach((token, index) => {
      if (token.type === 'fence' && token.info === '') token.info = 'text';
      if (tokens[index - 1]?.type !== 'heading_open') return;
      token.children = (token.children ?? []).flatMap((child) =>
        child.type === 'code_inline'
          ? [part('html_inline', '<code>'), part('text', child.content), part('html_inline', '</code>')]
          : [child],
      );
    });
  });
}
