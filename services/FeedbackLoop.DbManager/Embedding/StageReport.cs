namespace FeedbackLoop.DbManager.Embedding;

/// <summary>Told of a stage's progress.</summary>
/// <param name="state">One of <see cref="Import.ImportState"/>.</param>
/// <param name="fraction">Of this stage, 0 to 1.</param>
/// <param name="pictures">Pictures done since the last report.</param>
internal delegate Task StageReport(string state, double fraction, int pictures = 0);
