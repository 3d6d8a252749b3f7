/**
 * The part of docs/openapi.yaml that every k6 script judges answers by. The runner reads the file
 * (`run/k6/describe-answers.ts`) and hands this over as JSON, because k6 cannot read YAML.
 */
export interface DescribedAnswers {
  /** The status of each problem that GET can answer with, by its code. */
  readonly problems: Readonly<Record<string, number>>;
  /** The body of a 200, by who may see it. */
  readonly bodies: Readonly<Record<'visitor' | 'editor', DescribedFields>>;
  /** Paths of the lists that editors alone see, such as `['instance', 'permissions']`. */
  readonly listsOfEditors: readonly (readonly string[])[];
}

/** By method, then by status. `*` stands for every method that is not allowed. */
export type DescribedResponses = Readonly<
  Record<string, Readonly<Record<string, DescribedResponse>>>
>;

export interface DescribedResponse {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, DescribedHeader>>;
  /** Undefined where there is no body. */
  readonly contentType?: string;
  /** The codes of a problem. */
  readonly codes?: readonly string[];
}

export interface DescribedHeader {
  readonly required: boolean;
  /** A regular expression for the whole value. */
  readonly pattern: string;
}

/** The fields of an object; null for a field that holds no object. A list has the fields of its items. */
export interface DescribedFields {
  readonly [name: string]: DescribedFields | null;
}
