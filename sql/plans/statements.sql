-- The statements that the programs run against large tables, as they stand in Sources/Store, prepared by name: `measure` explains
-- them, and Tests/StackTests/test_statements.py finds each of the api's in what a running stack has really asked.

\ir statements/boards.sql
\ir statements/bookings.sql
\ir statements/forgetting.sql
\ir statements/holds.sql
\ir statements/own_news.sql
\ir statements/people.sql
\ir statements/sessions.sql
\ir statements/slots.sql
\ir statements/teachers.sql
