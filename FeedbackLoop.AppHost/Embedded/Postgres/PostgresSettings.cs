namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>What a PostgreSQL server of this product is started with.</summary>
/// <param name="DataFolder">Its files; made when missing.</param>
/// <param name="Port">The TCP port on 127.0.0.1.</param>
/// <param name="UserName">The only user, a superuser.</param>
/// <param name="Password">That user's password.</param>
/// <param name="Durable">Whether a commit survives a power cut. Off only for tests that are about something else.</param>
internal sealed record PostgresSettings(string DataFolder, int Port, string UserName, string Password, bool Durable = true)
{
    /// <summary>
    /// Tuned for one small machine that PostgreSQL shares with six other processes: little memory, one short wait less per statement (jit off), and
    /// checkpoints far apart, because the event log writes all the time.
    /// </summary>
    public IEnumerable<string> ToArguments()
    {
        Dictionary<string, string> settings = new()
        {
            ["port"] = Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["work_mem"] = "8MB",
            ["maintenance_work_mem"] = "64MB",
            ["effective_cache_size"] = "1GB",
            ["jit"] = "off",
            ["random_page_cost"] = "1.1",
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "15min",
            ["wal_compression"] = "on",
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_line_prefix"] = "",
            ["fsync"] = Durable ? "on" : "off",
            ["synchronous_commit"] = Durable ? "on" : "off",
            ["full_page_writes"] = Durable ? "on" : "off",
        };
        if (OperatingSystem.IsLinux())
        {
            // After a crash: one call instead of one for each of a thousand files.
            settings["recovery_init_sync_method"] = "syncfs";
        }
        return settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]);
    }
}
