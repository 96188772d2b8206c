import type { Rule } from "../rule.ts";

export const addInsteadOfCopyExamples: Rule["examples"] = {
  bad: [
    {
      path: "Dockerfile",
      line: 2,
      code: `FROM python:3.13-slim
ADD requirements.txt ./
RUN pip install -r requirements.txt
ADD --chown=1000:1000 . /srv/forecast
USER 1000
CMD ["python", "/srv/forecast/main.py"]
`,
      after: `FROM python:3.13-slim
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY --chown=1000:1000 . /srv/forecast
USER 1000
CMD ["python", "/srv/forecast/main.py"]
`,
    },
    {
      path: "services/mail/Dockerfile",
      note: "A folder of the repository, and names with blanks.",
      line: 2,
      code: `from debian:12-slim
add templates /srv/templates
add ["letter head.html", "/srv/templates/"]
user 1000
cmd ["/srv/mail"]
`,
      beside: { "services/mail/templates/welcome.txt": "Good morning\n" },
      after: `from debian:12-slim
copy templates /srv/templates
copy ["letter head.html", "/srv/templates/"]
user 1000
cmd ["/srv/mail"]
`,
    },
  ],
  good: [
    {
      path: "Dockerfile",
      note: "What only ADD can do, and a name that is not known here.",
      code: `FROM debian:12-slim
ARG BUNDLE
ADD rootfs.tar.gz /
ADD --checksum=sha256:${"0123456789abcdef".repeat(4)} https://example.org/data.csv /srv/
ADD https://example.org/tool.git#v1.4.2 /src
ADD $BUNDLE /srv/
COPY . /srv
USER 1000
CMD ["/srv/run"]
`,
    },
  ],
  untouched: [
    {
      path: "Dockerfile",
      note: "Nothing here says that this is no archive.",
      line: 2,
      code: `FROM debian:12-slim
ADD payload /srv/
USER 1000
CMD ["/srv/run"]
`,
    },
  ],
};
