import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Linter, type Scope } from 'eslint';

/** A top-level statement or constant of a built chunk, and the statements that it depends on, in any chunk. */
export interface Statement {
  readonly file: string;
  readonly code: string;
  readonly needs: readonly Statement[];
}

/**
 * The top-level statements of a built chunk and of all chunks that it imports, linked by their references. A bundler
 * merges several sources into one chunk; the links separate them again.
 */
export function readStatements(file: string, seen = new Map<string, Chunk>()): Statement[] {
  return [...readChunk(file, seen).statements];
}

/** `statement` and its dependencies, except those that only the `without` statements need. */
export function reachableFrom(
  start: Statement,
  without: (statement: Statement) => boolean = () => false,
): Statement[] {
  const reached = new Set([start]);
  for (const { needs } of reached) {
    for (const needed of needs) if (!without(needed)) reached.add(needed);
  }
  return [...reached];
}

interface Chunk {
  readonly statements: readonly (Statement & { readonly needs: Statement[] })[];
  readonly exported: ReadonlyMap<string, Statement>;
}

type Program = Extract<Scope.Scope['block'], { type: 'Program' }>;
type Body = Program['body'][number];
type VariableDeclarator = Extract<Body, { type: 'VariableDeclaration' }>['declarations'][number];

function readChunk(file: string, seen: Map<string, Chunk>): Chunk {
  const known = seen.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const { program, moduleScope, scopes } = analyse(text);

  // Minifiers merge the constants of several sources into one declaration.
  const nodes = program.body
    .filter(({ type }) => type !== 'ImportDeclaration')
    .flatMap((node): (typeof node | VariableDeclarator)[] =>
      node.type === 'VariableDeclaration' ? node.declarations : [node],
    );
  const statements = nodes.map((node) => ({
    file,
    code: text.slice(...rangeOf(node)),
    needs: [] as Statement[],
  }));
  const at = (node: { range?: [number, number] | undefined }) => {
    const [start] = rangeOf(node);
    return statements[nodes.findIndex((n) => rangeOf(n)[0] <= start && start < rangeOf(n)[1])];
  };

  const exported = new Map<string, Statement>();
  const chunk: Chunk = { statements, exported };
  seen.set(file, chunk);

  const definedBy = (variable: Scope.Variable): Statement | undefined => {
    const [definition] = variable.defs;
    if (definition?.type !== 'ImportBinding') return definition && at(definition.name);
    if (definition.node.type !== 'ImportSpecifier') throw new Error(`${file}: imports a namespace`);
    const { imported } = definition.node;
    const source = join(dirname(file), String(definition.parent.source.value));
    const name = imported.type === 'Identifier' ? imported.name : String(imported.value);
    const statement = readChunk(source, seen).exported.get(name);
    if (!statement) throw new Error(`${source} exports no ${name}`);
    return statement;
  };

  for (const node of nodes) {
    if (node.type === 'ExportDefaultDeclaration') exported.set('default', required(at(node), file));
    if (node.type !== 'ExportNamedDeclaration') continue;
    for (const { local, exported: as } of node.specifiers) {
      if (local.type !== 'Identifier' || as.type !== 'Identifier') continue;
      const variable = moduleScope.set.get(local.name);
      exported.set(as.name, required(variable && definedBy(variable), `${file}: ${local.name}`));
    }
  }

  for (const { references } of scopes) {
    for (const { identifier, resolved } of references) {
      if (resolved?.scope !== moduleScope) continue;
      const needed = definedBy(resolved);
      const by = at(identifier);
      if (needed && by && by !== needed) by.needs.push(needed);
    }
  }
  return chunk;
}

/** ESLint resolves names to their scopes, even if minified names repeat. */
function analyse(text: string) {
  const linter = new Linter();
  const [fatal] = linter.verify(text, {
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
  });
  if (fatal?.fatal) throw new Error(fatal.message);
  const { ast, scopeManager } = linter.getSourceCode();
  const moduleScope = scopeManager.scopes.find(({ type }) => type === 'module');
  if (!moduleScope) throw new Error('not a module');
  return { program: ast as Program, moduleScope, scopes: scopeManager.scopes };
}

function rangeOf(node: { range?: [number, number] | undefined }): [number, number] {
  return required(node.range, 'a node without a range');
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(what);
  return value;
}
