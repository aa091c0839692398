INSERT INTO outqueue.sendattempts OVERRIDING SYSTEM VALUE
SELECT 9000000000 + number, '<' || number || '@hartwell.example>', 'office@hartwell.example', 'info@plain.example',
    'plain.example', 'mx1.plain.example', '192.0.2.1',
    timestamptz '2026-11-20 12:00+00' + number * interval '1 minute',
    timestamptz '2026-11-20 12:00+00' + number * interval '1 minute' + interval '3 seconds',
    0, 20480, CASE number % 3 WHEN 0 THEN '421 4.7.0 Try again later' ELSE '250 2.0.0 OK' END
FROM generate_series(1, 120) AS number;
