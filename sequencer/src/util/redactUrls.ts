/**
 * Text with every URL cut down to scheme and host: paths and queries of RPC endpoints hold keys, and names before an `@` hold passwords.
 * Libraries put whole URLs into their messages.
 */
export function redactUrls(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>]+)/gi, (_all, scheme: string, rest: string) => {
    const [authority = ''] = rest.split(/[/?#]/);
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    return authority.length === rest.length && host === authority ? `${scheme}${host}` : `${scheme}${host}/…`;
  });
}
