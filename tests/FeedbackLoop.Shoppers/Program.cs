using FeedbackLoop.Shoppers;

return await ShoppersCommand.Create().Parse(args).InvokeAsync();
