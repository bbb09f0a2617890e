/**
 * The environment without what npm tells its scripts: a package manager that is started from one must not take this
 * repository for its project, while settings of the user, a registry or a proxy, stay.
 */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const names =
    /^(npm_(package|lifecycle|node|execpath|command|config_(local_prefix|workspaces?|json))|INIT_CWD$|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
}
