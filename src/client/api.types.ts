// Made by `npm run client` from the description of the API: the operations that src/client names. Not edited by hand.
export interface paths {
    "/api/v1/agents-on-duty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["CallFeedController_takeDuty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["BrandsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/call-volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["CallImportsController_volumes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["CallImportsController_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/bad-rows.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ImportsController_badRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["CustomerImportsController_customers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/touchpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["CustomerImportsController_touchpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["IncidentsController_list"];
        put?: never;
        post: operations["IncidentsController_declare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["IncidentsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/audiences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AudiencesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/audiences/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["RulesController_count"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/audiences/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["RulesController_estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/evidence.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["EvidenceController_pack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HoldsController_of"];
        put?: never;
        post: operations["HoldsController_place"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/holds/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["HoldsController_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["NoticesController_ofIncident"];
        put?: never;
        post: operations["NoticesController_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReportController_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReportController_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SessionController_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["MessagesController_inDoubt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["MessagesController_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["NoticesController_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DecisionsController_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DispatchController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["NoticeHoldsController_of"];
        put?: never;
        post: operations["NoticeHoldsController_place"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/holds/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["NoticeHoldsController_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DispatchController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PreflightsController_latest"];
        put?: never;
        post: operations["PreflightsController_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["PreflightsController_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DispatchController_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DispatchController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DecisionsController_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PlaybooksController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SessionController_byPassword"];
        delete: operations["SessionController_signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Actor: {
            /** @description Absent where it may act for every brand. */
            brands?: string[];
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "person";
            name: string;
            roles: ("commander" | "author" | "approver" | "legal" | "ops" | "agent" | "auditor" | "admin")[];
        } | {
            /**
             * Format: uuid
             * @description The person who made the key.
             */
            answerable: string;
            /** @description Absent where it may act for every brand. */
            brands?: string[];
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "key";
            name: string;
            roles: ("commander" | "author" | "approver" | "legal" | "ops" | "agent" | "auditor" | "admin")[];
        };
        Audience: {
            algorithm: string | null;
            /** Format: uuid */
            builtBy: string;
            /** @enum {string} */
            combine: "union" | "intersection";
            counts: components["schemas"]["AudienceCounts"] | null;
            /** Format: date-time */
            createdAt: string;
            frozenAt: string | null;
            hash: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incidentId: string;
            listId: string | null;
            rule: components["schemas"]["Rule"] | null;
            seed: string | null;
            /** @enum {string} */
            state: "draft" | "frozen";
            /** @description The notice by which its members were told before. */
            toldByNoticeId: string | null;
            version: number;
            /** @description Audiences whose people were left out. */
            without: string[];
        };
        AudienceCounts: {
            byLocale: {
                [key: string]: number;
            };
            byRegion: {
                [key: string]: number;
            };
            /** @description Members with an e-mail address; one person can be in both. */
            email: number;
            members: number;
            /** @description Members who share an address with another, and so get one message together. */
            sharing: number;
            sms: number;
            /** @description Members of whom an address is suppressed on every channel that they have. */
            suppressed: number;
            unreachable: number;
        };
        AudienceEstimate: {
            /** @description `low` to `high` is an interval that holds the true number in at least 95 of 100 such estimates; all three are the same where everybody was looked at. */
            high: number;
            /** @description Customers in the random sample. */
            looked: number;
            low: number;
            members: number;
            /** @description Customers that there are. */
            of: number;
        };
        AvoidedCalls: components["schemas"]["AvoidedCallsEstimate"] | components["schemas"]["NotEnoughData"] | components["schemas"]["NotMeasurable"];
        AvoidedCallsEstimate: {
            /** @description Calls avoided inside the window, net of those provoked; may be below 0. */
            avoided: number;
            balance: {
                p: number;
                z: number;
            } | null;
            calls: {
                notified: number;
                waiting: number;
            };
            classesLeftOut: string[];
            df: number;
            groups: number;
            high: number;
            /** @enum {string} */
            kind: "estimate";
            low: number;
            members: number;
            method: string;
            personHours: {
                notified: number;
                waiting: number;
            };
            poissonSe: number;
            rateRatio: components["schemas"]["RatioEstimate"] | null;
            se: number;
            /** @description Without a look at calls from before the first wave; null where these tell too little, absent in older figures. */
            unadjusted?: {
                avoided: number;
                high: number;
                low: number;
                se: number;
            } | null;
            window: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                until: string;
            };
        };
        BadRow: {
            column: string;
            /**
             * @description rejected: nothing of the row came in; dropped: it came in without this value; skipped: another row stands for it.
             * @enum {string}
             */
            effect: "rejected" | "dropped" | "skipped";
            line: number;
            raw: string;
            reason: string;
        };
        Brand: {
            /** @description What a reader types to check a message: "northwind.example/check". */
            checkAddress: string;
            defaultCountry: string;
            defaultLocale: string;
            domain: string;
            fromEmail: string;
            id: string;
            name: string;
            phone: string;
            postalAddress: string;
            replyTo: string;
            senderName: string;
            supportHours: {
                [key: string]: string;
            };
            timeZone: string;
            /** Format: uri */
            website: string;
        };
        /** @description A lead says that the agents have it; or somebody went on without, for a reason. */
        BriefingAnswer: {
            /** Format: date-time */
            at: string;
            hash: string;
            /** @enum {string} */
            kind: "given" | "passed-over";
            name: string;
            /** Format: uuid */
            personId: string;
            reason: string | null;
        };
        BriefingStanding: {
            /** @description What counts for this version. */
            answer: components["schemas"]["BriefingAnswer"] | null;
            hash: string;
            /**
             * @description `void`: what the agents have to know has changed since somebody answered. With `waiting` and `void` nobody can approve.
             * @enum {string}
             */
            state: "not-asked" | "waiting" | "void" | "given" | "passed-over";
        };
        ContactPrior: {
            /** @description Of a thousand people in the four hours after they are told, recognised or not. */
            callsPerThousand: number;
            /** @description Earlier incidents that it rests on; 0 where it was stated. */
            incidents: number;
            /**
             * @description plan: stated there. kind-and-brand, kind, all: what earlier incidents of the same kind and brand, of the kind, or of any brought. company: its own figure, for want of incidents.
             * @enum {string}
             */
            source: "plan" | "kind-and-brand" | "kind" | "all" | "company";
        };
        Contributor: {
            /** Format: date-time */
            at: string;
            name: string;
            /** @enum {string} */
            part: "author" | "editor" | "audience" | "submitter";
            /** Format: uuid */
            personId: string;
        };
        /** @description Figures of a large incident are being counted for the first time, or after more than ten minutes. */
        Counting: {
            /** @description Of when they are: not counted yet. */
            asOf: null;
            /** @description The same in words. */
            detail: string;
            /** @enum {string} */
            kind: "counting";
        };
        Decision: {
            /** @description Two administrators signed in an approver's place; `decidedBy` was the second. */
            breakGlass: boolean;
            /** Format: date-time */
            decidedAt: string;
            /** Format: uuid */
            decidedBy: string;
            /** @enum {string} */
            decision: "approved" | "rejected" | "returned";
            /** Format: uuid */
            id: string;
            name: string;
            peopleTyped: number | null;
            planHash: string;
            reason: string | null;
            revision: number;
        };
        /** @description What must hold of a customer. */
        FieldCondition: {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            field: ("reference" | "first_name" | "last_name" | "locale" | "country" | "region" | "postal_code" | "time_zone" | "preferred_channel" | "email_changed_at" | "phone_changed_at" | "email" | "phone") | string;
            /** @enum {string} */
            op: "eq" | "ne";
            /** @description Compared as it is written: "5" and 5 are the same. */
            value: string | number | boolean;
        } | {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            field: ("reference" | "first_name" | "last_name" | "locale" | "country" | "region" | "postal_code" | "time_zone" | "preferred_channel" | "email_changed_at" | "phone_changed_at" | "email" | "phone") | string;
            /** @enum {string} */
            op: "in" | "not-in";
            value: (string | number | boolean)[];
        } | {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            field: ("reference" | "first_name" | "last_name" | "locale" | "country" | "region" | "postal_code" | "time_zone" | "preferred_channel" | "email_changed_at" | "phone_changed_at" | "email" | "phone") | string;
            /** @enum {string} */
            op: "starts-with";
            value: string;
        } | {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            field: ("reference" | "first_name" | "last_name" | "locale" | "country" | "region" | "postal_code" | "time_zone" | "preferred_channel" | "email_changed_at" | "phone_changed_at" | "email" | "phone") | string;
            /** @enum {string} */
            op: "exists";
            /** @default true */
            value: boolean;
        } | {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            field: ("reference" | "first_name" | "last_name" | "locale" | "country" | "region" | "postal_code" | "time_zone" | "preferred_channel" | "email_changed_at" | "phone_changed_at" | "email" | "phone") | string;
            /** @enum {string} */
            op: "gt" | "gte" | "lt" | "lte";
            /** @description A number, or a date (its midnight in UTC) or time. */
            value: number | string;
        };
        Finding: {
            fix: string;
            locale: string;
            /** @enum {string} */
            part: "subject" | "emailHtml" | "emailText" | "sms" | "publicPage";
            rule: string;
            /** @enum {string} */
            severity: "block" | "warn";
            where: string;
            why: string;
        };
        FindingOverride: {
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            by: string;
            locale: string;
            name: string;
            /** @enum {string} */
            part: "subject" | "emailHtml" | "emailText" | "sms" | "publicPage";
            reason: string;
            rule: string;
            /** @description As the finding says it. */
            where: string;
        };
        FirstWord: {
            at: {
                calledFirst: components["schemas"]["Proportion"];
                /** @description `calledFirst` had every caller been recognised; null where none was. */
                calledFirstCorrected?: {
                    high: number;
                    low: number;
                    /** @description Share of the calls whose caller was recognised. */
                    matched: number;
                    share: number;
                } | null;
                /** @description false while the time is not up for every member: the shares can still grow. */
                complete: boolean;
                hours: number;
                neither: components["schemas"]["Proportion"];
                toldFirst: components["schemas"]["Proportion"];
                /** @description Share of everybody else who called as soon. */
                unaffectedCalled?: components["schemas"]["Proportion"] | null;
            }[];
            /** @enum {string} */
            kind: "first-word";
            median: components["schemas"]["MinutesToWord"];
            members: number;
            method: string;
            p95: components["schemas"]["MinutesToWord"];
            /** @description The first day in steps, as far as it is over. */
            series?: {
                calledFirst: number;
                minutes: number;
                toldFirst: number;
            }[];
        };
        FrozenAudience: {
            algorithm: string;
            /** Format: uuid */
            builtBy: string;
            counts: components["schemas"]["AudienceCounts"];
            /** Format: date-time */
            frozenAt: string;
            /** @description SHA-256 over every member's snapshot in order of position. */
            hash: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incidentId: string;
            seed: string;
            version: number;
        };
        ImportCounts: {
            /** @description Rows that came in without one of their values. */
            incomplete: number;
            inserted: number;
            rejected: number;
            /** @description The sum of inserted, updated, unchanged, skipped and rejected. */
            rowsRead: number;
            skipped: number;
            unchanged: number;
            updated: number;
        };
        ImportReport: {
            actor: {
                id: string;
                kind: string;
            };
            /** @description The first hundred. */
            badRows: components["schemas"]["BadRow"][];
            /** @description Path of all of them as CSV. */
            badRowsFile: string;
            badRowsTotal: number;
            /** @description For whose customers it was; null: for all of the company’s. */
            brandId: string | null;
            /** @description Each column of the file with the field it was taken for; null where it was left out. */
            columns: {
                [key: string]: string | null;
            };
            counts: components["schemas"]["ImportCounts"];
            error: {
                code: string;
                line?: number;
                message: string;
            } | null;
            finishedAt: string | null;
            /** @enum {string} */
            format: "csv" | "ndjson";
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "customers" | "touchpoints" | "calls" | "volumes" | "agents";
            /** @description As they were asked for, and what was found out from the file. */
            options: {
                [key: string]: string;
            };
            sourceName: string;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            state: "running" | "done" | "failed";
            /** @description As whose export the file was read, and why; null where its columns were known by their names. */
            understood: string | null;
            /** @description Columns that lie readable in the database and look as if they held what should not; of an import that failed: that would have. */
            warnings: {
                /** @description The field, or attributes.<name>. */
                column: string;
                /** @enum {string} */
                kind: "card-number" | "government-number" | "account-number" | "email" | "phone" | "birth-date" | "street-address";
                /** @description Lines of the first of them, five at most; never their values. */
                lines: number[];
                /** @description Rows in which it stood. */
                rows: number;
            }[];
        };
        Incident: {
            brandId: string;
            closedAt: string | null;
            /** Format: uuid */
            commanderId: string;
            /** Format: date-time */
            declaredAt: string;
            discoveredAt: string | null;
            /** @description Declared to practise: nothing of it leaves, and it is in no figure. */
            exercise: boolean;
            facts: components["schemas"]["IncidentFacts"];
            happenedFrom: string | null;
            happenedUntil: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
            pressReportedAt: string | null;
            /** @description What people say to each other: "INC-0001". */
            reference: string;
            revision: number;
            /** @enum {string} */
            severity: "low" | "medium" | "high" | "critical";
            simulated: boolean;
            /** @enum {string} */
            status: "open" | "closed";
            title: string;
        };
        IncidentFacts: {
            /** @description Mail providers whose mailboxes the breach itself opened: nothing is sent there. */
            breachedMailDomains?: unknown;
            /** @default [] */
            dataInvolved: string[];
            /** @default null */
            exposure: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                until: string;
            } | null;
            /** @default null */
            nextUpdateAt: string | null;
            /** @description By language: what happened, what we do, what you can do. */
            text: {
                [key: string]: {
                    consequences?: string;
                    correction?: string;
                    moreInformation?: string;
                    whatHappened: string;
                    whatWeDo: string;
                    whatYouCanDo: string[];
                };
            };
        };
        IncidentHold: {
            endedAt: string | null;
            /** @description Null while it stands, and where it ended by itself. */
            endedBy: string | null;
            endReason: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incidentId: string;
            /** Format: date-time */
            placedAt: string;
            placedBy: string;
            reason: string;
            requestedBy: string;
            until: string | null;
        };
        IncidentReport: {
            /** Format: date-time */
            asOf: string;
            /** @description What is other than in the revision before. */
            changes: {
                is: unknown;
                path: string;
                was: unknown;
            }[];
            figures: components["schemas"]["ReportFigures"];
            improve: {
                advice: string;
                code: string;
                figure: string;
            }[];
            /** Format: uuid */
            incidentId: string;
            remarks: {
                revision: number;
                words: string;
                /** Format: date-time */
                writtenAt: string;
                writtenBy: string;
            }[];
            /** @description null: the figures are those of now. */
            revision: number | null;
            whyChanged: string[];
        };
        Lacking: {
            missing: string[];
            /** @enum {string} */
            part: "subject" | "emailHtml" | "emailText" | "sms" | "every";
        };
        MinutesToWord: {
            /** @enum {string} */
            kind: "reached";
            minutes: number;
        } | {
            /** @enum {string} */
            kind: "not-reached";
        };
        /** @description What time or a larger incident would bring. */
        NotEnoughData: {
            balance: {
                p: number;
                z: number;
            } | null;
            calls: {
                notified: number;
                waiting: number;
            };
            classesLeftOut: string[];
            /** @enum {string} */
            kind: "not-enough-data";
            members: number;
            method: string;
            personHours: {
                notified: number;
                waiting: number;
            };
            reasons: ({
                /** @enum {string} */
                code: "window-open";
                /** Format: date-time */
                latestEnd: string;
                /** Format: date-time */
                observedUntil: string;
            } | {
                /** @enum {string} */
                code: "few-waiting-calls" | "few-notified-calls" | "empty-groups";
                have: number;
                need: number;
            })[];
            window: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                until: string;
            } | null;
        };
        Notice: {
            approvedAt: string | null;
            /** Format: uuid */
            audienceId: string;
            /** @description Of the briefing of the agents as it was submitted. */
            briefingHash: string | null;
            checkCode: string;
            correctsNoticeId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: uuid */
            createdBy: string;
            expiresAt: string | null;
            facts: components["schemas"]["IncidentFacts"];
            /** Format: uuid */
            id: string;
            incident: {
                /** @enum {boolean} */
                exercise?: true;
                /** @enum {string} */
                kind: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
                reference: string;
                simulated: boolean;
                title: string;
            };
            /** Format: uuid */
            incidentId: string;
            incidentRevision: number;
            /** @description What laws ask of its words, by the place where a reader lives; null or absent: nothing. */
            law?: components["schemas"]["NoticeLaw"] | null;
            number: number;
            /** @description SHA-256 of all that is signed; null before it is submitted. */
            planHash: string | null;
            policies: {
                /** @description Nobody approves before the agents have the briefing, or somebody passed over that. */
                briefing?: boolean;
                /** @enum {string} */
                channels: "preferred" | "both" | "email" | "sms";
                ladder?: {
                    noReceiptMinutes: number;
                } | null;
                mandatory: boolean;
                /** @description Waves go by the phones; null or absent: they open as planned. */
                phones?: {
                    agents: number | null;
                    callsPerThousand: number | null;
                    handleSeconds: number;
                    limitHoldSeconds: number;
                    targetHoldSeconds: number;
                    tellWithinHours: number | null;
                } | null;
                /** @description It also stands on the public page. */
                publicPage?: boolean;
                /** @description On the reader's clock; null where the company keeps none. */
                quietHours?: {
                    channels: ("email" | "sms")[];
                    from: string;
                    /** @description Why they are passed over; null where they are kept. */
                    overrideReason: string | null;
                    until: string;
                } | null;
                /**
                 * @description What it is to the law; absent: an early warning.
                 * @enum {string}
                 */
                standing?: "early-warning" | "statutory";
                /** @enum {string} */
                unknownEmail: "resend" | "ask";
            };
            revision: number;
            schedule: {
                /** @description How many are written to first. */
                canary?: number;
                expiresAfterHours: number;
                /** @description Told later than all others. */
                lateGroup?: {
                    afterHours: number;
                    percent: number;
                } | null;
                /** @description null: at approval. */
                startAt: string | null;
                waveIntervalMinutes: number;
                waves: number;
            };
            sender: components["schemas"]["Sender"];
            /** @enum {string} */
            state: "draft" | "submitted" | "approved" | "returned" | "rejected" | "withdrawn";
            submittedAt: string | null;
            submittedBy: string | null;
            /** @enum {string} */
            type: "initial" | "update" | "correction" | "resolution";
            /** Format: date-time */
            updatedAt: string;
        };
        NoticeHold: {
            endedAt: string | null;
            /** @description Null while it stands, and where it ended by itself. */
            endedBy: string | null;
            endReason: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incidentId: string;
            /** Format: uuid */
            noticeId: string;
            number: number;
            /** Format: date-time */
            placedAt: string;
            placedBy: string;
            /** @description Where its people live, as laws count it. */
            places: string[];
            reason: string;
            requestedBy: string;
            /** @enum {string} */
            standing: "early-warning" | "statutory";
            /** @enum {string} */
            type: "initial" | "update" | "correction" | "resolution";
            until: string | null;
        };
        NoticeLaw: {
            /** @description Law enforcement had it wait. */
            delayed: boolean;
            discoveredAt: string | null;
            terms: {
                asks: ("whatHappened" | "exposure" | "discovered" | "whatWeDo" | "whatYouCanDo" | "consequences" | "moreInformation")[];
                asksIfKnown: ("whatHappened" | "exposure" | "discovered" | "whatWeDo" | "whatYouCanDo" | "consequences" | "moreInformation")[];
                /** @enum {string} */
                certainty: "A" | "B" | "C";
                citation: string;
                /** @description Word for word and in this order, by language. */
                headings: {
                    [key: string]: string[];
                };
                /** @enum {string} */
                id: "eu-gdpr" | "us-ca" | "us-ma" | "us-hipaa";
                /** @description "EU" (with the EEA), a country, or a state: "US-CA". */
                jurisdiction: string;
                kinds: ("data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave")[];
                /** @description What no program can see. */
                lookAt: string[];
                name: string;
                /** @description What of the facts may not be told. */
                omits: ("whatHappened" | "exposure" | "discovered" | "whatWeDo" | "whatYouCanDo" | "consequences" | "moreInformation")[];
                /** @description Null binds every company. */
                regime: ("hipaa" | "us-listed" | "eu-financial" | "nis2") | null;
                reviewedBy: string | null;
                rights: {
                    /** @description Only where one of these is involved; empty: always. */
                    data: string[];
                    text: {
                        [key: string]: string;
                    };
                }[];
                /** @description It says that law enforcement had it wait. */
                saysIfDelayed: boolean;
                /** @description Said in its place. */
                silence: {
                    [key: string]: string;
                } | null;
                sourceUrl: string;
            }[];
        };
        /** @description Template sources of one language. */
        NoticeTexts: {
            emailHtml: string;
            emailText: string;
            locale: string;
            sms: string;
            subject: string;
            templateHash: string;
        };
        NoticeView: {
            audience: components["schemas"]["FrozenAudience"];
            /** @description Whether it has begun to go out. */
            begun: boolean;
            briefing: components["schemas"]["BriefingStanding"];
            contributors: components["schemas"]["Contributor"][];
            /** @description On every revision, oldest first. */
            decisions: components["schemas"]["Decision"][];
            notice: components["schemas"]["Notice"];
            preflight: components["schemas"]["Preflight"] | null;
            sender: components["schemas"]["SenderStanding"];
            /** @description Of what is stored now; where it is not the signed planHash, the plan has been tampered with. */
            standingHash: string;
            /** @description For each step null where you can take it now, else why not. */
            steps: {
                [key: string]: string | null;
            };
            texts: components["schemas"]["NoticeTexts"][];
        };
        /** @description No amount of data mends it. */
        NotMeasurable: {
            /** @enum {string} */
            kind: "not-measurable";
            method: string;
            reason: {
                /** @enum {string} */
                code: "order-not-random" | "order-not-recorded" | "single-waves";
            } | {
                binMinutes: number;
                bins: number;
                /** @enum {string} */
                code: "too-quick";
                needBins: number;
            } | {
                /** @enum {string} */
                code: "unbalanced";
                p: number;
                z: number;
            };
        };
        Playbook: {
            advice: {
                [key: string]: string[];
            };
            agent: {
                [key: string]: {
                    allClear?: {
                        answers: {
                            answer: string;
                            question: string;
                        }[];
                        briefing: string[];
                    };
                    answers: {
                        answer: string;
                        question: string;
                    }[];
                    briefing: string[];
                    never: string[];
                };
            };
            dataClasses: string[];
            /** @enum {string} */
            kind: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
            policies: {
                /** @enum {string} */
                channels: "preferred" | "both" | "email" | "sms";
                mandatory: boolean;
                quietChannels?: ("email" | "sms")[];
                /** @enum {string} */
                unknownEmail: "resend" | "ask";
            } & {
                [key: string]: unknown;
            };
            /** @enum {string} */
            severity: "low" | "medium" | "high" | "critical";
            title: {
                [key: string]: string;
            };
            touchpoints: string[];
            voice: {
                [key: string]: string;
            };
        } & {
            [key: string]: unknown;
        };
        Preflight: {
            error: string | null;
            /** @description How many can't be written to as the texts stand. */
            failures: number;
            findings: components["schemas"]["Finding"][];
            finishedAt: string | null;
            /** Format: uuid */
            id: string;
            members: number | null;
            /** Format: uuid */
            noticeId: string;
            /** @description Findings that legal let pass in this revision. */
            overrides: components["schemas"]["FindingOverride"][];
            rendered: number;
            /** Format: date-time */
            requestedAt: string;
            revision: number;
            /** @description The notice was edited since: run it again. */
            stale: boolean;
            startedAt: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "passed" | "failed" | "broken";
            summary: components["schemas"]["PreflightSummary"] | null;
        };
        PreflightSummary: {
            /** @description What the storm brake would do, were it sent now. */
            brake?: {
                /** @description What would hold the whole notice. */
                holds: string[];
                /** @description Who would wait, since they were told often enough today. */
                people: number;
            };
            byCountry: {
                [key: string]: number;
            };
            /** @description By the laws that bind them, and so by how the notice reads. */
            byLaw?: {
                /** @description What the laws ask besides and no program sees. */
                lookAt: string[];
                names: string[];
                people: number;
                /** @description By the place where they live; an empty name where it is not known. */
                places: {
                    [key: string]: number;
                };
                /** @description `general` where no law asks for anything. */
                variant: string;
            }[];
            byLocale: {
                [key: string]: number;
            };
            byRegion: {
                [key: string]: number;
            };
            /** @description What the texts cost at the prices of the day of the check; null where no price was set. */
            cost?: components["schemas"]["SmsCost"] | null;
            /** @description If it were approved now. */
            finish: {
                /** @enum {string} */
                bound: "waves" | "email" | "domain" | "email-connections" | "sms" | "sender" | "sms-connections";
                /** Format: date-time */
                finishesAt: string;
                /** Format: date-time */
                lastWaveAt: string;
                limit?: {
                    /** @description The mailbox domain, for `domain`. */
                    domain: string | null;
                    /** @description For connections: those of one worker process. */
                    line: {
                        /** @description How long a message takes up one. */
                        callMs: number;
                        connections: number;
                        /** @description false: assumed, until a hundred calls were timed. */
                        seen: boolean;
                    } | null;
                    /** @description Messages, or segments for `sms` and `sender`. */
                    perSecond: number;
                } | null;
                /** Format: date-time */
                startsAt: string;
            } | null;
            /** @description People whose waves open at the same times. */
            groups?: {
                firstWaveAt: string | null;
                /** @description null: no time is left before the notice expires. */
                lastWaveAt: string | null;
                /** @description Its late group. */
                late?: {
                    at: string | null;
                    people: number;
                };
                localZone: string;
                people: number;
                zones: string[];
            }[];
            /** @description What it would add, were nobody's first message to arrive. */
            ladder?: {
                byCountry?: {
                    /** @description ISO 3166 alpha-2 of the number, which need not be where the person lives; empty where the number tells none. */
                    country: string;
                    segments: number;
                    texts: number;
                }[];
                cost?: components["schemas"]["SmsCost"] | null;
                messages: {
                    email: number;
                    sms: number;
                };
                people: number;
                segments: number;
            } | null;
            members: number;
            messages: {
                email: number;
                sms: number;
            };
            /** @description How each is reached; these add up to the members. */
            people: {
                both: number;
                email: number;
                sms: number;
                suppressed: number;
                unreachable: number;
            };
            segments: {
                byCountry?: {
                    /** @description ISO 3166 alpha-2 of the number, which need not be where the person lives; empty where the number tells none. */
                    country: string;
                    segments: number;
                    texts: number;
                }[];
                /** @description Texts by their number of segments. */
                histogram: {
                    [key: string]: number;
                };
                total: number;
                unicode: number;
            };
            sharing: number;
            /** @description Of a statutory notice, by place: people whose law takes an e-mail or a text for its notice only from who agreed to it, and who did not. To them it is an early warning, and the file of letters holds them too. */
            withoutConsent?: {
                [key: string]: number;
            };
        };
        Preview: {
            email: {
                html: string;
                subject: string;
                text: string;
            } | null;
            /** @description Of texts that were handed in, by locale; then nothing is rendered. */
            faults: {
                [key: string]: {
                    column: number;
                    line: number;
                    message: string;
                    /** @enum {string} */
                    part: "subject" | "emailHtml" | "emailText" | "sms";
                }[];
            };
            findings: components["schemas"]["Finding"][];
            /** @description SHA-256 of what would leave were the plan signed as it stands; the ledger keeps the same of each message. */
            hashes: {
                email: string | null;
                sms: string | null;
            };
            lacking: components["schemas"]["Lacking"][];
            /** @description By which laws it reads as it does. */
            law: {
                names: string[];
                variant: string;
            };
            /** @description The language that he is written to in. */
            locale: string;
            reader: {
                customerId: string;
                hasEmail: boolean;
                hasPhone: boolean;
                locale: string | null;
                name: string | null;
                /** @description ISO 3166 alpha-2 of his number, empty where it tells none; null without a number. */
                numberCountry: string | null;
                /** @description Where he lives, as laws count it. */
                place: string | null;
                position: number;
                preferredChannel: ("email" | "sms") | null;
                reference: string;
                region: string | null;
            };
            sms: {
                body: string;
                /** @enum {string} */
                encoding: "GSM-7" | "UCS-2";
                /** @description One for each segment; together they are the body. */
                pieces: string[];
                segments: number;
            } | null;
        };
        /** @description RFC 9457. Programs branch on `code`, people read `detail`, and `instance` finds the request in the log. */
        Problem: {
            /** @example request-invalid */
            code: string;
            /** @example title must not be empty. */
            detail: string;
            details?: {
                [key: string]: unknown;
            };
            errors?: {
                /** @example must not be empty */
                message: string;
                /** @example title */
                path: string;
            }[];
            /** @example urn:uuid:0b7c8a52-6f0e-4d5e-9a63-1a8d0f3f2a11 */
            instance: string;
            /** @example 422 */
            status: number;
            /** @example Request invalid */
            title: string;
            /** @example urn:firstword:problem:request-invalid */
            type: string;
        };
        Progress: {
            /** Format: date-time */
            at: string;
            /** @description Those who are written to first; the others wait while passedAt is null. */
            canary: {
                passedAt: string | null;
                people: number;
            } | null;
            /**
             * Format: date-time
             * @description When members and messages were counted: of a large notice some seconds ago.
             */
            countedAt: string;
            /** @description Whether that was after the last change of the dispatch's state. */
            countedSinceChange: boolean;
            dispatch: {
                /** @description What stopped it by itself: a commander resumes it, with a reason, or it is cancelled. */
                brake: ("canary" | "outcomes" | "incident-notices" | "incident-messages" | "company-messages") | null;
                /** Format: date-time */
                changedAt: string;
                changedBy: string;
                channels: string;
                /** Format: date-time */
                expiresAt: string;
                /** @description Counts changes of state. */
                generation: number;
                ledgerWritten: boolean;
                /** @description Minutes without a receipt after which the next channel is tried; null without a ladder. */
                noReceiptMinutes: number | null;
                reason: string | null;
                /** @enum {string} */
                state: "running" | "paused" | "cancelled" | "finished";
                /** @enum {string} */
                unknownEmail: "resend" | "ask";
                /** @description Members whose rows are written. */
                writtenUntil: number;
            };
            /** @description Messages on a next channel, since the one before failed. */
            following: number;
            /** @description When the first and the last message left; null while none has. */
            handOver: {
                firstAt: string | null;
                lastAt: string | null;
                /** @description The first that went with its wave: later than firstAt where some people were written to before all others. */
                wavesFrom: string | null;
            };
            held: {
                messages: number;
                /** @description In words, or a code in small letters; a zone stands in it by its IANA name. */
                reason: string;
            }[];
            /** @description Messages, not members: two can share one. */
            messages: {
                email: {
                    [key: string]: number;
                };
                sms: {
                    [key: string]: number;
                };
            };
            /** Format: uuid */
            noticeId: string;
            /** @description Handed over in a real second, of late; null where it is not known yet. */
            perSecond: number | null;
            /** @description null where the notice goes by no phones. */
            phones: {
                /** Format: date-time */
                changedAt: string;
                figures: {
                    agents: number | null;
                    bearablePerHour: number | null;
                    callsPerHour: number;
                    callsPerThousand: number;
                    expectedHoldSeconds: number;
                    holdSeconds: number | null;
                    /** @description Where callsPerThousand began; absent in figures from before it was kept. */
                    prior?: components["schemas"]["ContactPrior"];
                } | null;
                /** @description When the next wave opens whatever the phones say. */
                latestAt: string | null;
                lookedAt: string | null;
                /** @description null: as planned. */
                peoplePerMinute: number | null;
                reason: string | null;
                /**
                 * @description blind: nobody looks at the phones, and the waves open as planned.
                 * @enum {string}
                 */
                state: "unseen" | "planned" | "slowed" | "stopped" | "blind";
            } | null;
            /** @description People whose waves open at the same times; one where quiet hours shift nobody's. */
            strata: {
                localZone: string;
                members: number;
                quietNow: boolean;
                /** @description null too where no hour is left before the notice expires. */
                quietUntil: string | null;
                stratum: number;
                zones: string[];
            }[];
            /** @description Every member has one outcome; the members are counted on their own. */
            sum: {
                adds: boolean;
                members: number;
                outcomes: {
                    [key: string]: number;
                };
            };
            unknown: number;
            waves: components["schemas"]["WaveProgress"][];
            /** @description Members to whom nothing goes, since after the freezing it changed who is written to for them. */
            withheld: {
                people: number;
                /** @description Of them, those for whom somebody is known by now whom a new audience takes in. */
                reachable: number;
            };
            /** @description Texts of which the provider, when asked, had no final word. */
            withoutReceipt: number;
        };
        /** @description A share with its 95 % interval, as fractions of 1. */
        Proportion: {
            count: number;
            high: number;
            low: number;
            of: number;
            share: number;
        };
        /** @description A ratio with its 95 % interval; 1 is no difference. */
        RatioEstimate: {
            high: number;
            logSe: number;
            low: number;
            value: number;
        };
        ReportFigures: {
            alerts: {
                kind: string;
                message: string;
                severity: string;
                state: string;
                times: number;
            }[];
            calls: {
                avoided: components["schemas"]["AvoidedCalls"] | null;
                byMembers: number;
                expected: {
                    expectedSoFar: number;
                    /** Format: date-time */
                    from?: string;
                    high: number | null;
                    low: number | null;
                    offered: number;
                    /**
                     * Format: date-time
                     * @description `expectedSoFar` and `offered` are of opening hours from `from` until then, in whole slots.
                     */
                    until?: string;
                    wholeDay: number;
                } | null;
                expectedMissing: string | null;
                identified: number;
                observedFrom?: string | null;
                /** @description The calls below are those from `observedFrom` until then, at whatever hour. */
                observedUntil?: string | null;
                offered: number;
            };
            deeds: {
                action: string;
                /** Format: date-time */
                at: string;
                details: {
                    [key: string]: unknown;
                };
                who: string;
            }[];
            feedback: {
                /** @description null under 30 answers. */
                answers: {
                    byText: number;
                    no: number;
                    partly: number;
                    yes: number;
                } | null;
                /** @description Of those who had called by then. */
                calledFirst: {
                    /** @description If everybody who did not answer was. */
                    highest: number;
                    /** @enum {string} */
                    kind: "share";
                    /** @description If nobody who did not answer was served. */
                    lowest: number;
                    /** @description Who answered, of those who were told. */
                    response: components["schemas"]["Proportion"];
                    /** @description Of the answers: "yes", or 4 or 5 of 5. */
                    served: components["schemas"]["Proportion"];
                } | {
                    answered: number;
                    asked: number;
                    /** @enum {string} */
                    kind: "not-enough-data";
                    need: number;
                };
                /** @description What being told earlier changed: early waves less late ones, over the same hours. null where that can’t be compared. */
                earlier: ({
                    difference: number;
                    early: {
                        /** @description If everybody who did not answer was. */
                        highest: number;
                        /** @enum {string} */
                        kind: "share";
                        /** @description If nobody who did not answer was served. */
                        lowest: number;
                        /** @description Who answered, of those who were told. */
                        response: components["schemas"]["Proportion"];
                        /** @description Of the answers: "yes", or 4 or 5 of 5. */
                        served: components["schemas"]["Proportion"];
                    };
                    high: number;
                    hours: number;
                    /** @enum {string} */
                    kind: "difference";
                    late: {
                        /** @description If everybody who did not answer was. */
                        highest: number;
                        /** @enum {string} */
                        kind: "share";
                        /** @description If nobody who did not answer was served. */
                        lowest: number;
                        /** @description Who answered, of those who were told. */
                        response: components["schemas"]["Proportion"];
                        /** @description Of the answers: "yes", or 4 or 5 of 5. */
                        served: components["schemas"]["Proportion"];
                    };
                    low: number;
                } | {
                    answered: number;
                    asked: number;
                    /** @enum {string} */
                    kind: "not-enough-data";
                    need: number;
                }) | null;
                number: number;
                /** @description Net promoter score, where that is asked. */
                recommend: {
                    answers: number;
                    high: number;
                    /** @enum {string} */
                    kind: "score";
                    low: number;
                    score: number;
                } | {
                    answered: number;
                    asked: number;
                    /** @enum {string} */
                    kind: "not-enough-data";
                    need: number;
                };
                served: {
                    /** @description If everybody who did not answer was. */
                    highest: number;
                    /** @enum {string} */
                    kind: "share";
                    /** @description If nobody who did not answer was served. */
                    lowest: number;
                    /** @description Who answered, of those who were told. */
                    response: components["schemas"]["Proportion"];
                    /** @description Of the answers: "yes", or 4 or 5 of 5. */
                    served: components["schemas"]["Proportion"];
                } | {
                    answered: number;
                    asked: number;
                    /** @enum {string} */
                    kind: "not-enough-data";
                    need: number;
                };
                /** @description Of those who were told before they called. */
                toldFirst: {
                    /** @description If everybody who did not answer was. */
                    highest: number;
                    /** @enum {string} */
                    kind: "share";
                    /** @description If nobody who did not answer was served. */
                    lowest: number;
                    /** @description Who answered, of those who were told. */
                    response: components["schemas"]["Proportion"];
                    /** @description Of the answers: "yes", or 4 or 5 of 5. */
                    served: components["schemas"]["Proportion"];
                } | {
                    answered: number;
                    asked: number;
                    /** @enum {string} */
                    kind: "not-enough-data";
                    need: number;
                };
            }[];
            hold: {
                abandonShare: number;
                abandonShareWithout: number;
                agentHoursHigh?: number;
                agentHoursLow?: number;
                agentHoursSaved: number;
                currency: string | null;
                /** @enum {string} */
                kind: "computed";
                savedByAgentHours: {
                    high: number;
                    low: number;
                    value: number;
                } | null;
                savedByCalls: {
                    high: number;
                    low: number;
                    value: number;
                } | null;
                waitHigh: number;
                waitLow: number;
                waitSeconds: number;
                waitSecondsWithout: number;
            } | {
                /** @enum {string} */
                kind: "not-computed";
                why: string;
            };
            incident: {
                closedAt: string | null;
                /** Format: date-time */
                declaredAt: string;
                discoveredAt: string | null;
                /**
                 * @description There where it is an exercise: nobody was told.
                 * @enum {boolean}
                 */
                exercise?: true;
                /** Format: uuid */
                id: string;
                kind: string;
                pressReportedAt: string | null;
                reference: string;
                severity: string;
                simulated: boolean;
                status: string;
                title: string;
            };
            members: number;
            notices: {
                /** @description People who were written to before all others, to see that it goes well; the others from `wavesFrom` on. Absent in reports kept before they were told apart. */
                aheadPeople?: number;
                /** Format: date-time */
                approvedAt: string;
                /** Format: date-time */
                createdAt: string;
                firstHandOverAt: string | null;
                /** Format: uuid */
                id: string;
                lastHandOverAt: string | null;
                letters: number;
                members: number;
                number: number;
                /** @description Every outcome that somebody has; together they are the members. */
                outcomes: {
                    [key: string]: number;
                };
                pages: {
                    proved: number;
                    seen: number;
                    withSteps: number;
                };
                reasons: {
                    code: string;
                    outcome: string;
                    people: number;
                }[];
                /** @description Its texts, and what they cost at the prices of the day, as they were signed; absent in reports kept before they were named. */
                texts?: {
                    byCountry?: {
                        /** @description ISO 3166 alpha-2 of the number, which need not be where the person lives; empty where the number tells none. */
                        country: string;
                        segments: number;
                        texts: number;
                    }[];
                    /** @description null where no price was set. */
                    cost?: components["schemas"]["SmsCost"] | null;
                    segments: number;
                    texts: number;
                } | null;
                type: string;
                waves: number;
                wavesFrom?: string | null;
            }[];
            word: {
                /** @description Told before the press reported; null where no such time is recorded. */
                beforePress: components["schemas"]["Proportion"] | null;
                /** @description From the declaration. */
                firstWord: components["schemas"]["FirstWord"] | {
                    /** @enum {string} */
                    kind: "not-enough-data";
                    reasons: {
                        /** @enum {string} */
                        code: "no-members";
                    }[];
                };
                /** @description Of those who were told first and called all the same. */
                medianHeadStartMinutes: number | null;
                /** @description Minutes by which the first, and half of all, heard it before the press reported; below 0 after it. */
                pressHeadStart?: {
                    firstMinutes: number | null;
                    halfMinutes: number | null;
                } | null;
                /** @description From the first approval of the incident. */
                sinceApproval: {
                    median: components["schemas"]["MinutesToWord"];
                    p95: components["schemas"]["MinutesToWord"];
                };
            };
        };
        /** @description Who is affected: `all` of the conditions hold, or `any` of them, or `none`; nested at most six deep. */
        Rule: {
            all: components["schemas"]["Rule"][];
        } | {
            any: components["schemas"]["Rule"][];
        } | {
            none: components["schemas"]["Rule"][];
        } | components["schemas"]["FieldCondition"] | components["schemas"]["TouchpointCondition"];
        /** @description The brand as it was when the notice was drafted. */
        Sender: {
            checkAddress: string;
            defaultLocale: string;
            domain: string;
            fromEmail: string;
            name: string;
            phone: string;
            postalAddress: string;
            replyTo: string;
            senderName: string;
            smsFrom: string;
            /** @description By locale. */
            supportHours: {
                [key: string]: string;
            };
            timeZone: string;
            website: string;
        };
        SenderStanding: {
            checkedAt: string | null;
            domain: string;
            /**
             * @description By the last check of its SPF, DKIM and DMARC; `captured`: no mail leaves here. It warns, and holds nothing up.
             * @enum {string}
             */
            state: "captured" | "unchecked" | "old" | "ok" | "warning" | "fault";
            troubles: {
                about: string;
                mend: string | null;
                says: string;
                /** @enum {string} */
                state: "ok" | "warning" | "fault";
            }[];
        };
        SmsCost: {
            countries: {
                cost: number | null;
                country: string;
                /** @description Of a segment. */
                price: number | null;
                segments: number;
                texts: number;
            }[];
            currency: string;
            /** @description At the invented prices of a demo. */
            sample: boolean;
            /** @description Of all countries with a price. */
            total: number;
            /** @description Countries to which texts go and for which no price is set: `total` is without them. */
            unpriced: string[];
        };
        /** @description What a customer must have done, or what must have happened to him. */
        TouchpointCondition: {
            /** @description Codes of the data of a member that are involved when this condition is why he is in. */
            data?: string[];
            touchpoint: {
                /** @description How many there must be. Default 1; 0 where only atMost is given. */
                atLeast?: number;
                /** @description How many there may be. 0 for customers who have none. */
                atMost?: number;
                /**
                 * Format: date-time
                 * @description Not before.
                 */
                from?: string;
                kind: string;
                /**
                 * Format: date-time
                 * @description Before, and not at.
                 */
                until?: string;
                /** @description Attributes of the touchpoint: a value, a list of values of which it is one, or comparisons that must all hold. */
                where?: {
                    [key: string]: (string | number | boolean) | (string | number | boolean)[] | ({
                        /** @enum {string} */
                        op: "eq" | "ne";
                        /** @description Compared as it is written: "5" and 5 are the same. */
                        value: string | number | boolean;
                    } | {
                        /** @enum {string} */
                        op: "in" | "not-in";
                        value: (string | number | boolean)[];
                    } | {
                        /** @enum {string} */
                        op: "starts-with";
                        value: string;
                    } | {
                        /** @enum {string} */
                        op: "exists";
                        /** @default true */
                        value: boolean;
                    } | {
                        /** @enum {string} */
                        op: "gt" | "gte" | "lt" | "lte";
                        /** @description A number, or a date (its midnight in UTC) or time. */
                        value: number | string;
                    }) | ({
                        /** @enum {string} */
                        op: "eq" | "ne";
                        /** @description Compared as it is written: "5" and 5 are the same. */
                        value: string | number | boolean;
                    } | {
                        /** @enum {string} */
                        op: "in" | "not-in";
                        value: (string | number | boolean)[];
                    } | {
                        /** @enum {string} */
                        op: "starts-with";
                        value: string;
                    } | {
                        /** @enum {string} */
                        op: "exists";
                        /** @default true */
                        value: boolean;
                    } | {
                        /** @enum {string} */
                        op: "gt" | "gte" | "lt" | "lte";
                        /** @description A number, or a date (its midnight in UTC) or time. */
                        value: number | string;
                    })[];
                };
            };
        };
        UnknownMessage: {
            attempts: number;
            begunAt: string | null;
            /** @enum {string} */
            channel: "email" | "sms";
            code: string | null;
            customerId: string;
            id: string;
            /** Format: uuid */
            noticeId: string;
            reason: string | null;
            resentInDoubt: number;
            waitsForPerson: boolean;
        };
        WaveProgress: {
            handedOverAt: string | null;
            lastHandedOverAt: string | null;
            /** @description The late group of its stratum. */
            late: boolean;
            members: number;
            openedAt: string | null;
            outcomes: {
                [key: string]: number;
            };
            /** Format: date-time */
            plannedAt: string;
            stratum: number;
            /** @description Counted from 0: 0 is what pages and files call wave 1. */
            waveNo: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    CallFeedController_takeDuty: {
        parameters: {
            query?: {
                /** @description Name of a saved mapping; options that are given beside it go before. */
                saved?: unknown;
            };
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                }[];
                "application/x-ndjson": {
                    [key: string]: unknown;
                }[];
                "multipart/form-data": {
                    [key: string]: unknown;
                }[];
                "text/csv": {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description Counts, and the first hundred bad rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BrandsController_list: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                limit?: number;
                /** @description Part of a name, or of a short one. */
                words?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Brand"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CallImportsController_volumes: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, and the first hundred bad rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CallImportsController_calls: {
        parameters: {
            query?: {
                /** @description true: the file holds nothing but calls that came in, although no column says so. */
                allInbound?: unknown;
                /** @description Of dates such as 3/2/2026. Default: mdy. */
                dateOrder?: "mdy" | "dmy";
                /** @description JSON: contexts of an Asterisk dialplan in which calls come in, besides the usual ones. */
                inboundContexts?: unknown;
                /** @description JSON: column of the file and the field that it is, or null to leave it out. */
                mapping?: unknown;
                /** @description JSON: the file's words for outcomes and ours for them; null leaves such calls out. */
                outcomes?: unknown;
                /** @description Whose export a CSV file is. Default: found out from its header, unless a mapping is given. */
                preset?: "amazon-connect" | "genesys-cloud" | "five9" | "zendesk-talk" | "twilio" | "asterisk" | "generic";
                /** @description Name of a saved mapping; options that are given beside it go before. */
                saved?: unknown;
                /** @description Whose call ids they are. Default: that of the preset, else records. */
                source?: unknown;
                /** @description IANA zone of times without an offset. */
                timeZone?: unknown;
            };
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                }[];
                "application/x-ndjson": {
                    [key: string]: unknown;
                }[];
                "multipart/form-data": {
                    [key: string]: unknown;
                }[];
                "text/csv": {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description Counts, the first hundred bad rows, and how the calls found their customers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actor: {
                            id: string;
                            kind: string;
                        };
                        /** @description The first hundred. */
                        badRows: components["schemas"]["BadRow"][];
                        /** @description Path of all of them as CSV. */
                        badRowsFile: string;
                        badRowsTotal: number;
                        /** @description For whose customers it was; null: for all of the company’s. */
                        brandId: string | null;
                        /** @description Each column of the file with the field it was taken for; null where it was left out. */
                        columns: {
                            [key: string]: string | null;
                        };
                        counts: components["schemas"]["ImportCounts"];
                        error: {
                            code: string;
                            line?: number;
                            message: string;
                        } | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "ndjson";
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "customers" | "touchpoints" | "calls" | "volumes" | "agents";
                        /** @description How the calls found their customers. */
                        matches: {
                            [key: string]: number;
                        };
                        /** @description As they were asked for, and what was found out from the file. */
                        options: {
                            [key: string]: string;
                        };
                        sourceName: string;
                        /** Format: date-time */
                        startedAt: string;
                        /** @enum {string} */
                        state: "running" | "done" | "failed";
                        /** @description As whose export the file was read, and why; null where its columns were known by their names. */
                        understood: string | null;
                        /** @description Columns that lie readable in the database and look as if they held what should not; of an import that failed: that would have. */
                        warnings: {
                            /** @description The field, or attributes.<name>. */
                            column: string;
                            /** @enum {string} */
                            kind: "card-number" | "government-number" | "account-number" | "email" | "phone" | "birth-date" | "street-address";
                            /** @description Lines of the first of them, five at most; never their values. */
                            lines: number[];
                            /** @description Rows in which it stood. */
                            rows: number;
                        }[];
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ImportsController_badRows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CustomerImportsController_customers: {
        parameters: {
            query?: {
                /** @description For whose customers the file is: whoever it names is one of this brand from then on. Without it, for all of the company’s; a key or person with roles in some brands alone must say it where these are several, and changes no customer of another. */
                brand?: unknown;
                /** @description true: an empty cell clears what is known. Default: it says nothing. */
                clearEmpty?: unknown;
                /** @description Of numbers without a country code in rows without a country. */
                country?: unknown;
                /** @description JSON: column of the file and the field that it is, attributes.<name>, or null to leave it out. Columns that nobody knows become attributes. */
                mapping?: unknown;
                /** @description Name of a saved mapping; options that are given beside it go before. */
                saved?: unknown;
                /** @description IANA zone of times without an offset. */
                timeZone?: unknown;
                /** @description Attributes, references and labels are not sealed. What in them looks like an address, a number or a date of birth is in `warnings`, by column; with `refuse`, nothing is imported where that is a card, government or account number. Default: warn. */
                unsealed?: "warn" | "refuse";
            };
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, how each column was understood, and the first hundred bad rows. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CustomerImportsController_touchpoints: {
        parameters: {
            query?: {
                /** @description For whose customers the file is: whoever it names is one of this brand from then on. Without it, for all of the company’s; a key or person with roles in some brands alone must say it where these are several, and changes no customer of another. */
                brand?: unknown;
                /** @description true: customers that are not known are made. Default: their rows are bad. */
                createCustomers?: unknown;
                /** @description Kind of rows that name none. */
                kind?: unknown;
                /** @description JSON: column of the file and the field that it is, attributes.<name>, or null to leave it out. Columns that nobody knows become attributes. */
                mapping?: unknown;
                /** @description Name of a saved mapping; options that are given beside it go before. */
                saved?: unknown;
                /** @description JSON: {"column": "invoice", "startsWith": "C"}, or with "equals", or a list of them: rows to leave out. */
                skipWhen?: unknown;
                /** @description IANA zone of times without an offset. */
                timeZone?: unknown;
                /** @description Attributes, references and labels are not sealed. What in them looks like an address, a number or a date of birth is in `warnings`, by column; with `refuse`, nothing is imported where that is a card, government or account number. Default: warn. */
                unsealed?: "warn" | "refuse";
            };
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, how each column was understood, and the first hundred bad rows. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    IncidentsController_list: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                kind?: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
                limit?: number;
                severity?: "low" | "medium" | "high" | "critical";
                status?: "open" | "closed";
                /** @description Part of a title or a reference. */
                words?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Incident"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    IncidentsController_declare: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    brandId: string;
                    /**
                     * Format: uuid
                     * @description Who leads; left out: whoever declares.
                     */
                    commanderId?: string;
                    discoveredAt?: string | null;
                    /**
                     * @description Only to practise: nothing of it leaves, and it is in no figure. It can't be changed afterwards, in either direction.
                     * @default false
                     */
                    exercise?: boolean;
                    facts: {
                        /** @description Mail providers whose mailboxes the breach itself opened: nothing is sent there. */
                        breachedMailDomains?: string[];
                        /** @default [] */
                        dataInvolved?: string[];
                        /** @default null */
                        exposure?: {
                            /** Format: date-time */
                            from: string;
                            /** Format: date-time */
                            until: string;
                        } | null;
                        /** @default null */
                        nextUpdateAt?: string | null;
                        /** @description By language: what happened, what we do, what you can do. */
                        text: {
                            [key: string]: {
                                consequences?: string;
                                correction?: string;
                                moreInformation?: string;
                                whatHappened: string;
                                whatWeDo: string;
                                whatYouCanDo: string[];
                            };
                        };
                    };
                    happenedFrom?: string | null;
                    happenedUntil?: string | null;
                    /** @enum {string} */
                    kind: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
                    pressReportedAt?: string | null;
                    /** @description Only whoever declares and leads it, and these people, ever see it; where a program declares, the person who made its key, with his keys. Left out: everybody with a role. */
                    restricted?: {
                        /** @description Besides whoever asks for it. */
                        people?: {
                            /** Format: uuid */
                            personId: string;
                            /**
                             * @description Programs that act by this person's API keys see it as well.
                             * @default false
                             */
                            withKeys?: boolean;
                        }[];
                        reason: string;
                    };
                    /** @enum {string} */
                    severity: "low" | "medium" | "high" | "critical";
                    title: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    IncidentsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AudiencesController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description With a rule and a list: who is in either, or who is in both.
                     * @default union
                     * @enum {string}
                     */
                    combine?: "union" | "intersection";
                    /**
                     * @description false keeps a draft, to be frozen later.
                     * @default true
                     */
                    freeze?: boolean;
                    /** @description A list of references that was uploaded for the incident. */
                    listId?: string | null;
                    /** @description Who is affected; its schema is at /api/v1/rules/schema. */
                    rule?: {
                        [key: string]: unknown;
                    } | null;
                    /**
                     * @description Audiences of the incident whose people are left out: so that whoever was found since gets a first word, and nobody a second.
                     * @default []
                     */
                    without?: string[];
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audience"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RulesController_count: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description With a rule and a list: who is in either, or who is in both.
                     * @default union
                     * @enum {string}
                     */
                    combine?: "union" | "intersection";
                    /** @description A list of references that was uploaded for the incident. */
                    listId?: string | null;
                    /** @description Who is affected; its schema is at /api/v1/rules/schema. */
                    rule?: {
                        [key: string]: unknown;
                    } | null;
                    /**
                     * @description Audiences of the incident whose people are left out: so that whoever was found since gets a first word, and nobody a second.
                     * @default []
                     */
                    without?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        state: "counting";
                    } | {
                        /** Format: date-time */
                        countedAt: string;
                        counts: {
                            byLocale: {
                                [key: string]: number;
                            };
                            email: number;
                            /** @description By what is known of where they live. */
                            homes?: {
                                /** @description ISO 3166 alpha-2. */
                                country: string | null;
                                people: number;
                                /** @description Of the United States the state; else as the data spell it, where no country is known. */
                                region: string | null;
                            }[];
                            members: number;
                            /** @description Whoever can be written to by SMS. */
                            numbers?: {
                                /** @description ISO 3166 alpha-2 of the number; empty where it tells none. */
                                country: string;
                                /** @description The language that they wish for. */
                                locale: string;
                                people: number;
                            }[];
                            sms: number;
                            suppressed: number;
                            unreachable: number;
                        };
                        /** @enum {string} */
                        state: "counted";
                    } | {
                        /**
                         * @description none: you have asked for another count since.
                         * @enum {string}
                         */
                        state: "took-too-long" | "failed" | "none";
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RulesController_estimate: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description With a rule and a list: who is in either, or who is in both.
                     * @default union
                     * @enum {string}
                     */
                    combine?: "union" | "intersection";
                    /** @description A list of references that was uploaded for the incident. */
                    listId?: string | null;
                    /** @description Who is affected; its schema is at /api/v1/rules/schema. */
                    rule?: {
                        [key: string]: unknown;
                    } | null;
                    /**
                     * @description Audiences of the incident whose people are left out: so that whoever was found since gets a first word, and nobody a second.
                     * @default []
                     */
                    without?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description null where there was no time for it: the exact count says it. */
                        estimate: components["schemas"]["AudienceEstimate"] | null;
                        exact: {
                            /** @enum {string} */
                            state: "counting";
                        } | {
                            /** Format: date-time */
                            countedAt: string;
                            counts: {
                                byLocale: {
                                    [key: string]: number;
                                };
                                email: number;
                                /** @description By what is known of where they live. */
                                homes?: {
                                    /** @description ISO 3166 alpha-2. */
                                    country: string | null;
                                    people: number;
                                    /** @description Of the United States the state; else as the data spell it, where no country is known. */
                                    region: string | null;
                                }[];
                                members: number;
                                /** @description Whoever can be written to by SMS. */
                                numbers?: {
                                    /** @description ISO 3166 alpha-2 of the number; empty where it tells none. */
                                    country: string;
                                    /** @description The language that they wish for. */
                                    locale: string;
                                    people: number;
                                }[];
                                sms: number;
                                suppressed: number;
                                unreachable: number;
                            };
                            /** @enum {string} */
                            state: "counted";
                        } | {
                            /**
                             * @description none: you have asked for another count since.
                             * @enum {string}
                             */
                            state: "took-too-long" | "failed" | "none";
                        };
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EvidenceController_pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HoldsController_of: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                limit?: number;
                /** @description The one that stands, or those that are over. */
                standing?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["IncidentHold"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HoldsController_place: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                    /** @description The agency, its officer, the reference of the letter. */
                    requestedBy: string;
                    /** @description Until when they asked for it. */
                    until?: string | null;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["IncidentHold"][];
                        next: null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HoldsController_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["IncidentHold"][];
                        next: null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticesController_ofIncident: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                limit?: number;
                state?: "draft" | "submitted" | "approved" | "returned" | "rejected" | "withdrawn";
                type?: "initial" | "update" | "correction" | "resolution";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notice"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticesController_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    audienceId: string;
                    correctsNoticeId?: string | null;
                    policies?: {
                        /** @enum {string} */
                        channels?: "preferred" | "both" | "email" | "sms";
                        /** @description With `preferred`: the other channel is tried where the first one failed. It stands unless this is null. */
                        ladder?: {
                            /** @description Minutes after which a text without a receipt counts as not arrived. */
                            noReceiptMinutes: number;
                        } | null;
                        mandatory?: boolean;
                        /** @description Waves slow down or wait while callers would wait too long; null: they open as planned. */
                        phones?: {
                            /** @description Agents there for calls; null: those on duty by the record. */
                            agents: number | null;
                            /** @description Calls to expect of a thousand people in the four hours after they are told; what is measured takes its place. Null: what earlier incidents brought, else the company’s own figure. */
                            callsPerThousand: number | null;
                            /** @description Mean time that an agent is busy with one call. */
                            handleSeconds: number;
                            /** @description Above this mean wait no wave opens until it is down to the target. */
                            limitHoldSeconds: number;
                            /** @description Mean wait for which people are told no faster. */
                            targetHoldSeconds: number;
                            /** @description Hours after approval by which everybody has been told whatever the phones say; null: before it expires. */
                            tellWithinHours: number | null;
                        } | null;
                        /** @description What it tells everybody alike also stands on the public page, from the first wave on. */
                        publicPage?: boolean;
                        quietHours?: {
                            channels?: ("email" | "sms")[];
                            /** @description Why this notice goes out in quiet hours too; null keeps them. */
                            overrideReason?: string | null;
                        };
                        /**
                         * @description What it is to the law: a warning before, or the notice that the law asks for, which stops its clocks.
                         * @enum {string}
                         */
                        standing?: "early-warning" | "statutory";
                        /** @enum {string} */
                        unknownEmail?: "resend" | "ask";
                    };
                    schedule?: {
                        /** @description How many people are written to first, while the others wait for what comes of it; 0: nobody. */
                        canary?: number;
                        /** @description Hours after approval after which what was not sent never is. */
                        expiresAfterHours?: number;
                        /** @description A group that is told later than all others, so that the whole time until then can be measured; null: nobody is. */
                        lateGroup?: {
                            /** @description Hours from the first wave until they are told. */
                            afterHours: number;
                            /** @description Of the people, drawn at random by household. */
                            percent: number;
                        } | null;
                        /** @description When the first wave opens; null: as soon as it is approved. */
                        startAt?: string | null;
                        waveIntervalMinutes?: number;
                        waves?: number;
                    };
                    /** @enum {string} */
                    type: "initial" | "update" | "correction" | "resolution";
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReportController_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentReport"];
                };
            };
            /** @description They are being counted. Ask again after `retry-after` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counting"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReportController_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description They are being counted. Ask again after `retry-after` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counting"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actor: components["schemas"]["Actor"];
                        /** @description null for an API key. */
                        csrfToken: string | null;
                        sessionExpiresAt: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MessagesController_inDoubt: {
        parameters: {
            query: {
                after?: string;
                channel?: "email" | "sms";
                limit?: number;
                state: "unknown";
                waitsForPerson?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UnknownMessage"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MessagesController_decide: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "resend" | "told" | "not-told";
                    reason: string;
                };
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticesController_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DecisionsController_approve: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description How many people it goes to, as the approver typed it. */
                    people: number;
                    planHash: string;
                    /** @description Where nobody has confirmed that the agents have the briefing: why it can't wait for that. It stays on record. */
                    withoutBriefing?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DispatchController_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticeHoldsController_of: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                limit?: number;
                /** @description The one that stands, or those that are over. */
                standing?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NoticeHold"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticeHoldsController_place: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                    /** @description The agency, its officer, the reference of the letter. */
                    requestedBy: string;
                    /** @description When it ends by itself; null: when a person ends it. */
                    until?: string | null;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NoticeHold"][];
                        next: null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NoticeHoldsController_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NoticeHold"][];
                        next: null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DispatchController_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PreflightsController_latest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PreflightsController_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PreflightsController_preview: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default {
                     *       "position": 0
                     *     }
                     */
                    as?: {
                        customerId: string;
                    } | {
                        position: number;
                    } | {
                        reference: string;
                    } | {
                        reads: string;
                    } | {
                        /** @description "CA", or with the country "US-CA". */
                        region: string;
                    } | {
                        /** @description Somebody whom these laws bind: "us-ma", "general". */
                        variant: string;
                    } | {
                        /** @enum {string} */
                        who: "longest-name" | "no-name" | "no-phone" | "no-email" | "no-preference" | "no-language" | "shares-address" | "right-to-left";
                    };
                    /**
                     * @description Texts to look at before they are saved.
                     * @default []
                     */
                    texts?: {
                        emailHtml: string;
                        emailText: string;
                        locale: string;
                        sms: string;
                        subject: string;
                    }[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DispatchController_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DispatchController_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    reason?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DecisionsController_submit: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PlaybooksController_list: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                after?: string;
                kind?: "data-breach" | "service-outage" | "product-recall" | "delayed-order" | "billing-error" | "fraud-wave";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Playbook"][];
                        next: string | null;
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_byPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        csrfToken: string;
                        /** Format: date-time */
                        expiresAt: string;
                        person: {
                            email: string;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description In every brand. */
                            roles: ("commander" | "author" | "approver" | "legal" | "ops" | "agent" | "auditor" | "admin")[];
                        };
                    };
                };
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_signOut: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong: 400 can't be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
