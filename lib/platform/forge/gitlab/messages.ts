export interface GitlabRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Behind `/api/v4/`, encoded. */
  readonly path: string;
  readonly query?: string;
  /** JSON. */
  readonly body?: string;
}

export interface GitlabAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}
